import { createReadStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { SECRETS } from "../school/settings";
import { PERSONAL_MARKS } from "../visitors/people";

export type LogReading = { lines: number; errors: Map<string, number>; breaches: string[] };

const CRASH = /unhandled|uncaught|"level":60|heap out of memory|ERR_UNHANDLED|segmentation fault/i;
/** Kept short in what is said of it: the line itself may hold what it should not. */
const SHOWN = 160;

/** Reads all that the programs have printed: nothing personal, no secret, no crash that was not ours. */
export async function readLogs(
  files: readonly string[],
  secrets: Iterable<string>,
  mayBe: (line: string) => boolean,
): Promise<LogReading> {
  const forbidden = [...PERSONAL_MARKS, SECRETS.secretKey, SECRETS.webhookSecret, ...secrets];
  const reading: LogReading = { lines: 0, errors: new Map(), breaches: [] };
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      reading.lines += 1;
      const leaked = forbidden.find((word) => line.includes(word));
      const where = `${path.basename(file)}: ${line.slice(0, SHOWN)}`;
      if (leaked !== undefined)
        reading.breaches.push(`something private («${leaked.slice(0, 24)}») stands in ${where}`);
      else if (CRASH.test(line) && !mayBe(line)) reading.breaches.push(`a crash in ${where}`);
      else countError(line, reading.errors);
    }
  }
  return reading;
}

function countError(line: string, errors: Map<string, number>): void {
  if (!line.includes('"level":50')) return;
  const message = /"msg":"([^"]*)"/.exec(line)?.[1] ?? "without a message";
  errors.set(message, (errors.get(message) ?? 0) + 1);
}
