/** The body's exact bytes, or `too-large` as soon as it is known to be longer. */
export async function readAtMost(request: Request, mostBytes: number): Promise<Buffer | "too-large"> {
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > mostBytes) return "too-large";
  // The server reads no more than was announced, and has a short way for whole bodies.
  if (announced !== null) return upTo(mostBytes, Buffer.from(await request.arrayBuffer()));

  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > mostBytes) return "too-large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const upTo = (mostBytes: number, body: Buffer): Buffer | "too-large" =>
  body.byteLength > mostBytes ? "too-large" : body;
