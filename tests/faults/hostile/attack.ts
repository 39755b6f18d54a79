import fc from "fast-check";
import type { Contract } from "./contract";
import type { Outage } from "./outages";
import { isAboutWrites } from "./judge-writes";
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
  const visits = visitsFor(contract);
  const [drawn] = fc.sample(visits, { seed, numRuns: 1 });
  if (!drawn) throw new Error("fast-check drew no visit");
  let attempt = 0;
  // Other ids than before: this world has those already.
  const again = (visit: Visit) => {
    attempt += 1;
    return runVisit(world, contract, visit, {
      seed: Math.imul(seed + attempt * 7_919, 0x9e3779b1) >>> 0,
      outage,
      oneByOne: true,
    });
  };

  let breach = await runVisit(world, contract, drawn, { seed, outage, ...(told && { told }) });
  // Within a millisecond the clock may name the wrong request; looking after each one leaves no doubt.
  if (breach?.sentences.every(isAboutWrites)) breach = await again(drawn);
  if (!breach) return null;
  let smallest = { breach, visit: drawn };
  if (!shrink) return { seed, ...smallest, shrunk: false };

  const property = fc.asyncProperty(visits, async (visit) => {
    const found = await again(visit);
    if (found) smallest = { breach: found, visit };
    return found === null;
  });
  const { failed } = await fc.check(property, {
    seed,
    numRuns: 1,
    interruptAfterTimeLimit: 60_000,
    markInterruptAsFailure: false,
  });
  return { seed, ...smallest, shrunk: failed };
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
