import { createServer } from "node:net";

/** A port nobody listens on: the wanted one, else the next free one above it; any when none is wanted. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; ; port += 1) {
    const found = await tryPort(port);
    if (found !== undefined) return found;
    if (port >= 65_535) throw new Error(`No port is free from ${wanted} on.`);
  }
}

async function tryPort(port: number): Promise<number | undefined> {
  // Both families: a program that listens on ::1 alone would take the visitors who come by "localhost".
  const first = await listenOnce(port, "127.0.0.1");
  if (first === undefined || port === 0) return first;
  return (await listenOnce(port, "::1")) === undefined ? undefined : port;
}

function listenOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(undefined);
      // A machine without IPv6 has nobody listening there.
      else if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") resolve(port);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
