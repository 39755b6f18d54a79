import { operationAt, type Contract } from "./contract";
import type { Exchange } from "./run-visit";

/** What was asked and answered, as plain figures: they travel between processes and add up. */
export type Tally = {
  hostile: number;
  honest: number;
  kinds: Record<string, number>;
  ways: Record<string, number>;
  calls: Record<string, number>;
  answers: Record<string, number>;
  slowest: { ms: number; call: string };
};

export const newTally = (): Tally => ({
  hostile: 0,
  honest: 0,
  kinds: {},
  ways: {},
  calls: {},
  answers: {},
  slowest: { ms: 0, call: "none" },
});

export function countExchange(tally: Tally, contract: Contract, { request, sent, answer }: Exchange): void {
  const call = callOf(contract, sent.method, sent.address);
  if (request) tally.hostile += 1;
  else tally.honest += 1;
  count(tally.kinds, request?.kind ?? "honest");
  count(tally.ways, request?.over ?? "process");
  count(tally.calls, call);
  count(tally.answers, answerOf(answer.status, answer.text));
  if (answer.ms > tally.slowest.ms) tally.slowest = { ms: answer.ms, call };
}

/** What was said on a raw socket: each answer is one to a request; none is one to a request that could not be understood. */
export function countConversation(tally: Tally, kind: string, answers: { status: number; text: string }[]): void {
  const said =
    answers.length === 0 ? ["closed without a word"] : answers.map(({ status, text }) => answerOf(status, text));
  tally.hostile += said.length;
  count(tally.kinds, `wire: ${kind}`, said.length);
  count(tally.ways, "raw socket", said.length);
  for (const answer of said) count(tally.answers, answer);
}

export function addTally(to: Tally, from: Tally): void {
  to.hostile += from.hostile;
  to.honest += from.honest;
  for (const name of ["kinds", "ways", "calls", "answers"] as const)
    for (const [what, times] of Object.entries(from[name])) count(to[name], what, times);
  if (from.slowest.ms > to.slowest.ms) to.slowest = from.slowest;
}

export function reportOf(tally: Tally): string[] {
  const list = (counts: Record<string, number>, between = ", ") =>
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([what, times]) => `${what} ${times}`)
      .join(between);
  return [
    `${tally.hostile} hostile requests and ${tally.honest} honest ones`,
    `by kind:  ${list(tally.kinds)}`,
    `by way:   ${list(tally.ways)}`,
    `by call:  ${list(tally.calls, "\n          ")}`,
    `answers:  ${list(tally.answers, "\n          ")}`,
    `5xx:      ${Object.entries(tally.answers)
      .filter(([what]) => what.startsWith("5"))
      .reduce((sum, [, times]) => sum + times, 0)}, all of them meant unless a breach says otherwise`,
    `slowest:  ${tally.slowest.ms.toFixed(0)} ms, ${tally.slowest.call}`,
  ];
}

function count(counts: Record<string, number>, what: string, times = 1): void {
  counts[what] = (counts[what] ?? 0) + times;
}

function callOf(contract: Contract, method: string, address: string): string {
  const { pathname } = URL.canParse(address, "http://localhost")
    ? new URL(address, "http://localhost")
    : { pathname: "" };
  const operation = operationAt(contract, method, pathname);
  return operation ? `${operation.method} ${operation.path}` : "no call of the contract";
}

function answerOf(status: number, text: string): string {
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  const outcome = /^\{"received":true,"outcome":"(\w+)"/.exec(text)?.[1];
  return [String(status), status >= 400 ? code : outcome].filter((word) => word !== undefined).join(" ");
}
