import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BenchPostgres, openPostgres } from "./postgres";
import { openPrograms, type Programs } from "./programs";

/** What every part stands on. Nothing of it outlives the run, however that ends. */
export type Ground = {
  /** Of this run alone: data, logs. Goes away at the end. */
  folder: string;
  postgres: BenchPostgres;
  programs: Programs;
};

export type OpenGround = Ground & {
  /** After a part: its programs end and its databases go, so that the next one finds nothing of it, nor pages of its to write. */
  clear: () => Promise<void>;
  close: () => Promise<void>;
};

export async function openGround(): Promise<OpenGround> {
  const folder = mkdtempSync(path.join(tmpdir(), "envol-bench-"));
  const programs = openPrograms(folder);
  try {
    const postgres = await openPostgres(folder);
    const close = async () => {
      await programs.close();
      await postgres.close();
      rmSync(folder, { recursive: true, force: true });
    };
    const clear = async () => {
      await programs.close();
      await postgres.clear();
    };
    return { folder, postgres, programs, clear, close };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
