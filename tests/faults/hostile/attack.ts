import fc from "fast-check";
import type { Contract } from "./contract";
import type { Outage } from "./outages";
import { isAboutWrites } from "./judge";
import { runVisit, type Breach, type Told } from "./run-visit";
import { visitsTo, type Visit } from "./visits";
import type { World } from "./world";

export type Found = { seed: number; breach: Breach; visit: Visit; shrunk: boolean };

/**
 * The visit that this seed draws. When it ends in a breach, fast-check looks for a smaller one that does, in the same world.
 */
export async function attack(
  world: World,
  contract: Contract,
  seed: number,
  { told, outage = null, shrink = true }: { told?: Told; outage?: Outage | null; shrink?: boolean } = {},
): Promise<Found | null> {
  let attempt = 0;
  let last: { breach: Breach; visit: Visit } | null = null;
  const visits = visitsFor(contract);
  const [drawn] = fc.sample(visits, { seed, numRuns: 1 });
  if (!drawn) throw new Error("fast-check drew no visit");
  const breach = await runVisit(world, contract, drawn, { seed, outage, ...(told && { told }) });
  if (!breach) return null;
  last = { breach, visit: drawn };
  if (!shrink) return { seed, ...last, shrunk: false };

  const property = fc.asyncProperty(visits, async (visit) => {
    attempt += 1;
    // Other ids than before: this world has those already.
    const again = await runVisit(world, contract, visit, {
      seed: Math.imul(seed + attempt * 7_919, 0x9e3779b1) >>> 0,
      outage,
      oneByOne: true,
    });
    if (again) last = { breach: again, visit };
    return again === null;
  });
  const { failed } = await fc.check(property, {
    seed,
    numRuns: 1,
    interruptAfterTimeLimit: 60_000,
    markInterruptAsFailure: false,
  });
  // By the clock alone it may seem that a refusal wrote; looking after each request leaves no doubt.
  if (!failed && breach.sentences.every(isAboutWrites)) return null;
  return { seed, ...last, shrunk: failed };
}

const known = new WeakMap<Contract, fc.Arbitrary<Visit>>();

/** Made once: drawing from it is quick, making it is not. */
function visitsFor(contract: Contract): fc.Arbitrary<Visit> {
  const visits = known.get(contract) ?? visitsTo(contract);
  known.set(contract, visits);
  return visits;
}

/** For a person: what was sent, what came back, and why that is wrong. */
export function describe({ seed, breach: { sent, answer, sentences }, visit, shrunk }: Found): string {
  const body = sent.body === null ? "" : `\n  ${short(sent.body.toString("utf8"), 1_500)}`;
  return [
    `✗ seed ${seed} (npm run faults -- --hostile --requests 1 --from ${seed})${shrunk ? "" : ", not made smaller"}`,
    ...sentences.map((sentence) => `  ${sentence}`),
    `  beginning: ${visit.beginning}; request ${visit.requests.map(({ kind, over }) => `${kind} over ${over}`).join(", ")}`,
    `  > ${sent.method} ${short(sent.address, 400)}`,
    ...sent.headers.map(([name, value]) => `  > ${name}: ${short(value, 200)}`),
    body,
    `  < ${answer.status} ${short(answer.text, 600)}`,
  ].join("\n");
}

const short = (text: string, most: number): string => {
  const written = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return written.length <= most ? written : `${written.slice(0, most)}… (${text.length} characters)`;
};
