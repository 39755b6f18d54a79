import fc from "fast-check";
import type { Contract } from "../contract";
import { judgeAnswer } from "../judge";
import { countConversation, type Tally } from "../tally";
import { SERVER_PATIENCE_MS, type World } from "../world";
import { conversations, PIPELINED_STATUSES, type Conversation } from "./conversations";
import { answersOf, talk, type Say, type WireAnswer } from "./talk";

/** Slow speakers wait for seconds: many speak at once, as attackers do. */
const AT_ONCE = 100;
/** The server's own patience, a second in which it looks, and some for a busy machine. */
const PATIENCE_MS = SERVER_PATIENCE_MS + 10_000;

/** Where a hundred speak at once, so large a part of them may be told to come back: more is a server that serves nobody. */
const MOST_SENT_AWAY = 0.05;
/** Fewer say too little of all of them together. */
const ENOUGH = 100;

/** Of all conversations together, what none of them can tell. */
type Heard = { answers: number; sentAway: number; asAsked: Set<number> };

/** Conversations on raw sockets, one for each seed. What is said in them can write nothing, so nothing may be written. */
export async function holdConversations(
  world: World,
  contract: Contract,
  { from, count, tally, tell }: { from: number; count: number; tally: () => Tally; tell: (breach: string) => void },
): Promise<void> {
  await world.writes.since();
  const heard: Heard = { answers: 0, sentAway: 0, asAsked: new Set() };
  let next = from;
  const speak = async () => {
    for (let seed = next++; seed < from + count; seed = next++) {
      const [conversation] = fc.sample(conversations, { seed, numRuns: 1 });
      if (!conversation) throw new Error("fast-check drew no conversation");
      const { wrong, answers } = await hold(world, contract, conversation);
      countConversation(tally(), conversation.kind, answers);
      listen(heard, conversation, answers);
      if (wrong.length > 0) tell(await explained(world, contract, seed, conversation, wrong));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, speak));
  const writes = (await world.writes.since()).map((write) => write.what);
  const all = `✗ conversations ${from} to ${from + count - 1} on raw sockets`;
  if (writes.length > 0) tell(`${all} wrote: ${writes.join(", ")}`);
  if (count >= ENOUGH) for (const sentence of judgeAll(heard)) tell(`${all}: ${sentence}`);
}

function listen(heard: Heard, { statuses = [] }: Conversation, answers: WireAnswer[]): void {
  heard.answers += answers.length;
  heard.sentAway += answers.filter(({ status }) => status === 503).length;
  for (const [index, { status }] of answers.entries()) if (status === statuses[index]) heard.asAsked.add(status);
}

function judgeAll({ answers, sentAway, asAsked }: Heard): string[] {
  const unheard = [...PIPELINED_STATUSES].filter((status) => !asAsked.has(status));
  return [
    ...(sentAway > answers * MOST_SENT_AWAY ? [`${sentAway} of ${answers} were sent away with 503`] : []),
    ...(unheard.length > 0 ? [`of the pipelined requests none was answered ${unheard.join(", ")} as it must be`] : []),
  ];
}

async function hold(
  world: World,
  contract: Contract,
  conversation: Conversation,
): Promise<{ wrong: string[]; answers: WireAnswer[] }> {
  const say = conversation.say.map((word): Say => {
    if (typeof word === "number") return word;
    return typeof word === "string" ? Buffer.from(word, "latin1") : word.finally;
  });
  const heard = await talk(world.port, say, { patienceMs: PATIENCE_MS });
  if (say.includes("reset")) return { wrong: [], answers: [] };
  const wrong = heard.closed ? [] : [`the connection was still open after ${(heard.ms / 1_000).toFixed(1)} s`];
  try {
    const asksHead = conversation.say.some((word) => typeof word === "string" && word.startsWith("HEAD"));
    const answers = answersOf(heard.bytes, asksHead);
    const statuses = answers.map((answer) => answer.status);
    for (const answer of answers) wrong.push(...judgeAnswer(contract, answer, world.victims.secrets, asksHead));
    if (conversation.statuses && heard.ms < SERVER_PATIENCE_MS && !sameStatuses(statuses, conversation.statuses))
      wrong.push(`answered ${statuses.join(" ")} instead of ${conversation.statuses.join(" ")}`);
    return { wrong, answers };
  } catch (error) {
    return { wrong: [...wrong, error instanceof Error ? error.message : String(error)], answers: [] };
  }
}

/** Where a hundred speak at once, one that has waited too long for the database is told to come back: that is meant. */
const sameStatuses = (heard: number[], expected: number[]): boolean =>
  heard.length === expected.length && heard.every((status, index) => status === expected[index] || status === 503);

/** The same conversation made as small as it can be, for a person. */
async function explained(
  world: World,
  contract: Contract,
  seed: number,
  first: Conversation,
  wrong: string[],
): Promise<string> {
  let smallest = { conversation: first, wrong };
  await fc.check(
    fc.asyncProperty(conversations, async (conversation) => {
      const again = await hold(world, contract, conversation);
      if (again.wrong.length > 0) smallest = { conversation, wrong: again.wrong };
      return again.wrong.length === 0;
    }),
    { seed, numRuns: 1, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
  const said = smallest.conversation.say
    .map((word) => JSON.stringify(typeof word === "string" ? word.slice(0, 600) : word))
    .slice(0, 12);
  return [
    `✗ conversation ${seed} (npm run faults -- --hostile --conversation ${seed}): ${smallest.conversation.kind}`,
    ...smallest.wrong,
    ...said.map((word) => `> ${word}`),
  ].join("\n  ");
}
