import type { LoadRequest } from "./load";
import { loadTool } from "./tools";

export type Answer = { status: number; headers: Headers; body: Buffer };
type Headers = Record<string, string | string[] | undefined>;

export type HttpClient = { ask: (request: LoadRequest) => Promise<Answer>; close: () => Promise<void> };

/** As much of undici as is used here: the dispatcher of one connection, without the comfort that costs time. */
type Handler = {
  onRequestStart: () => void;
  onResponseStart: (controller: unknown, status: number, headers: Headers) => void;
  onResponseData: (controller: unknown, chunk: Buffer) => void;
  onResponseEnd: () => void;
  onResponseError: (controller: unknown, error: Error) => void;
};
type Client = { dispatch: (request: LoadRequest, handler: Handler) => boolean; close: () => Promise<void> };
type Undici = {
  Client: new (
    origin: string,
    options: { pipelining: number; keepAliveTimeout: number; bodyTimeout: number; headersTimeout: number },
  ) => Client;
};

/** For an answer to come: longer than the server's own limits, which shall be seen and not be cut off. */
const PATIENCE_MS = 60_000;

/** One connection, kept open, on which one request waits for its answer at a time. */
export async function openClient(origin: string): Promise<HttpClient> {
  const { Client } = await loadUndici();
  const client = new Client(origin, {
    pipelining: 1,
    keepAliveTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    headersTimeout: PATIENCE_MS,
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        let status = 0;
        let headers: Headers = {};
        client.dispatch(request, {
          onRequestStart: () => {},
          onResponseStart: (_controller, givenStatus, givenHeaders) => {
            status = givenStatus;
            headers = givenHeaders;
          },
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resolve({ status, headers, body: joined(chunks) }),
          onResponseError: (_controller, error) => reject(error),
        });
      }),
    close: () => client.close(),
  };
}

const NOTHING = Buffer.alloc(0);
/** Small answers come in one piece, which need not be copied. */
const joined = (chunks: Buffer[]): Buffer => (chunks.length > 1 ? Buffer.concat(chunks) : (chunks[0] ?? NOTHING));

let undici: Promise<Undici> | undefined;
const loadUndici = (): Promise<Undici> => (undici ??= loadTool<Undici>("undici/index.js"));
