/** The body's exact bytes, or `too-large` as soon as it is known to be longer. */
export async function readAtMost(request: Request, mostBytes: number): Promise<Buffer | "too-large"> {
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) return "too-large";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > mostBytes) return "too-large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
