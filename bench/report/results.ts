import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import path from "node:path";
import { z } from "zod";

const ratio = z.object({ id: z.string(), ratio: z.number(), min: z.number(), max: z.number() });
const figure = z.object({
  part: z.string(),
  id: z.string(),
  what: z.string(),
  unit: z.string(),
  median: z.number(),
  min: z.number(),
  max: z.number(),
  rounds: z.array(z.number()),
  limit: ratio.exactOptional(),
  target: z
    .object({ atLeast: z.number().exactOptional(), atMost: z.number().exactOptional(), met: z.boolean() })
    .exactOptional(),
});
const results = z.object({
  measuredAt: z.string(),
  /** What the figures say something about: another machine's can be compared by their ratios alone. */
  machine: z.object({ processor: z.string(), cores: z.number(), memoryGib: z.number(), system: z.string() }),
  versions: z.record(z.string(), z.string()),
  settings: z.object({ rounds: z.number(), seconds: z.number(), parts: z.array(z.string()) }),
  /** How long each part took, preparing and all. */
  partSeconds: z.record(z.string(), z.number()),
  /** What could not be measured here, and why: a sentence each. */
  notes: z.array(z.string()),
  figures: z.array(figure),
});
export type Results = z.infer<typeof results>;

export const RESULTS_FILE = "latest.json";

export function writeResults(folder: string, found: Results): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, RESULTS_FILE);
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
  return file;
}

/** @throws a sentence that names the file, when it is not one that a run has written. */
export function readResults(file: string): Results {
  const read = results.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!read.success) throw new Error(`${file} is not a file of results: ${z.prettifyError(read.error)}`);
  return read.data;
}

export function describeMachine(): Results["machine"] {
  const [first] = cpus();
  return {
    processor: first?.model ?? "unknown",
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
  };
}
