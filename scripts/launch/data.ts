import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { endEmbeddedPostgres } from "../embedded-postgres.ts";

/** The one database of the embedded server. */
export const DATABASE_NAME = "envol";

/** What the launcher itself puts into its folder; one that is given by --data may hold other things too. */
const OURS = /^(postgres(\..*)?|stripe|mail|logs|secrets\.json|running\.json)$/;

export function databaseDir(dataDir: string): string {
  return path.join(dataDir, "postgres");
}

export function logFile(dataDir: string, name: string): string {
  return path.join(dataDir, "logs", `${name}.log`);
}

/** For `--fresh`. A server that was left running on the old files ends first. */
export async function removeData(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  await endEmbeddedPostgres(databaseDir(dataDir));
  for (const name of readdirSync(dataDir)) {
    if (OURS.test(name)) rmSync(path.join(dataDir, name), { recursive: true, force: true });
  }
}
