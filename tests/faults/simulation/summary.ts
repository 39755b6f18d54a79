import type { Heard } from "./teller";

export type Summary = {
  add: (heard: Heard) => void;
  addCrash: (seed: number, code: number | null) => void;
  line: () => string;
  report: () => string;
  isClean: () => boolean;
};

const SLOWEST_NAMED = 5;

export function newSummary(wanted: number): Summary {
  const begun = performance.now();
  const faults: Record<string, number> = {};
  const reached: Record<string, number> = {};
  const slowest: { seed: number; ms: number }[] = [];
  let seeds = 0;
  let steps = 0;
  let breaches = 0;

  const line = () => {
    const seconds = (performance.now() - begun) / 1_000;
    return `${seeds}/${wanted} seeds, ${steps} steps, ${sum(faults)} faults, ${breaches} breaches, ${(seeds / seconds).toFixed(1)} seeds/s`;
  };
  return {
    add: ({ seed, told, differs, words }) => {
      seeds += 1;
      steps += told.steps;
      addAll(faults, told.faults);
      addAll(reached, told.reached);
      slowest.push({ seed, ms: told.ms });
      slowest.sort((a, b) => b.ms - a.ms).splice(SLOWEST_NAMED);
      if (words === null && !differs) return;
      breaches += 1;
      if (differs) console.log(`\n✗ seed ${seed}: told twice, it went two ways`);
      if (words !== null) console.log(`\n✗ seed ${seed} (npm run faults -- --seeds 1 --from ${seed})\n${words}`);
    },
    addCrash: (seed, code) => {
      breaches += 1;
      console.log(`\n✗ seed ${seed}: its process ended with ${code ?? "a signal"}`);
    },
    line,
    report: () =>
      [
        "",
        line(),
        `faults: ${list(faults)}`,
        `reached: ${list(reached)}`,
        `slowest: ${slowest.map(({ seed, ms }) => `seed ${seed} ${(ms / 1_000).toFixed(1)} s`).join(", ")}`,
        breaches === 0 ? "No breach." : `${breaches} seeds ended in a breach.`,
      ].join("\n"),
    isClean: () => breaches === 0 && seeds === wanted,
  };
}

function addAll(to: Record<string, number>, from: Record<string, number>): void {
  for (const [kind, count] of Object.entries(from)) to[kind] = (to[kind] ?? 0) + count;
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(" · ");
