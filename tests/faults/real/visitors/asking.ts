import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Chance } from "../chance";

/** What came back; 0 when nothing did. */
export type Heard = { status: number; body: unknown; code: string | undefined };

const problem = z.object({ code: z.string() });
const LONGEST_MS = 40_000;

/** Asks one of the origins, as if a balancer stood before them. A connection that breaks is an answer too. */
export async function ask(
  origins: readonly string[],
  chance: Pick<Chance, "maybeOneOf">,
  path: string,
  init: RequestInit & { headers?: Record<string, string> },
): Promise<Heard & { headers: Headers }> {
  const origin = chance.maybeOneOf(origins) ?? "http://127.0.0.1:9";
  try {
    const response = await fetch(`${origin}${path}`, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    const text = await response.text();
    const body = readJson(text);
    return { status: response.status, body, code: problem.safeParse(body).data?.code, headers: response.headers };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return { status: 0, body: undefined, code: timedOut ? "timed_out" : "connection_broke", headers: new Headers() };
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** "Try again later", in whatever way it is said. */
export const isTrouble = ({ status }: Heard): boolean => status === 0 || status === 429 || status >= 500;

export type Patience = { tries: number; mayGoOn: () => boolean };

/** A person who meets trouble waits a moment and tries the same again, and at last gives up. */
export async function patiently<Answer extends Heard>(
  chance: Chance,
  { tries, mayGoOn }: Patience,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const heard = await call();
    if (!isTrouble(heard) || attempt >= tries || !mayGoOn()) return heard;
    await sleep(chance.between(200, 900));
  }
}
