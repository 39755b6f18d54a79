import type { Profiler } from "node:inspector";
import { once } from "node:events";

/** Often enough to see functions of a few microseconds among thousands of events, seldom enough not to be most of what it sees. */
const SAMPLE_EVERY_US = 200;

/** The CPU profile of a program that runs with `--inspect` on this port, while `run` runs. */
export async function profileCpu(port: number, run: () => Promise<void>): Promise<Profiler.Profile> {
  const { ask, close } = await openInspector(port);
  try {
    await ask("Profiler.enable");
    await ask("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
    await ask("Profiler.start");
    await run();
    const { profile } = (await ask("Profiler.stop")) as Profiler.StopReturnType; // as V8 documents its protocol
    return profile;
  } finally {
    close();
  }
}

type Answer = { id?: number; result?: unknown; error?: { message: string } };

async function openInspector(port: number) {
  // Node tells where: https://nodejs.org/learn/getting-started/debugging
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? "");
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as Answer; // as V8 documents its protocol
    const asked = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(error.message));
  });
  socket.addEventListener("close", () => {
    for (const asked of waiting.values()) asked.reject(new Error("the program that is profiled has hung up"));
  });
  await once(socket, "open");
  let last = 0;
  return {
    ask: (method: string, params: object = {}): Promise<unknown> => {
      last += 1;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(last, asked);
      socket.send(JSON.stringify({ id: last, method, params }));
      return asked.promise;
    },
    close: () => socket.close(),
  };
}
