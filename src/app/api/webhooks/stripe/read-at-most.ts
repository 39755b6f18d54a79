/** The body's exact bytes, or `too-large` as soon as it is known to be longer. */
export async function readAtMost(request: Request, mostBytes: number): Promise<Buffer | "too-large"> {
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > mostBytes) return "too-large";
  // Node reads no byte beyond the announced length, and a body taken whole costs a third of one taken as a web stream.
  if (announced !== null && request.headers.get("transfer-encoding") === null) {
    const whole = await request.arrayBuffer();
    return whole.byteLength > mostBytes ? "too-large" : Buffer.from(whole);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > mostBytes) return "too-large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
