import path from "node:path";
import type { Figure } from "../figure";
import { writeCharts } from "./charts";
import { compareFigures, printComparison } from "./compare";
import { readResults, type Results, writeResults } from "./results";
import { printTable } from "./table";

export type ReportOptions = {
  /** Where the results go: a JSON file and a picture for each part. */
  folder: string;
  /** An earlier run's file of results. It is read before anything is written: it may be the very file that is replaced. */
  compare: string | undefined;
  print: (line: string) => void;
};

/** Tells a run's figures: table, file, pictures, and what moved since an earlier run. */
export async function report(found: Results, { folder, compare, print }: ReportOptions): Promise<void> {
  const earlier: Figure[] | undefined = compare === undefined ? undefined : readResults(compare).figures;
  printTable(found.figures, print);
  for (const note of found.notes) print(note);
  if (earlier !== undefined) printComparison(compareFigures(earlier, found.figures), print);
  const files = [writeResults(folder, found), ...(await writeCharts(folder, found.figures))];
  print(`Written: ${files.map((file) => path.relative(process.cwd(), file)).join(", ")}`);
}
