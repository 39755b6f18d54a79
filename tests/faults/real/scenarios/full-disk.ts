import { spawnSync } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from "node:fs";
import path from "node:path";
import type { Scenario, Scene } from "../scenario";

const DISK_MB = 192;
/** So little that a table cannot grow by more than a few pages. */
const LEFT_BYTES = 40 * 1024;

/**
 * A small file system in memory under PostgreSQL, filled to the brim again and again. It lives in the mount namespace of the
 * process that runs this scenario alone, so it goes away with it, however that ends.
 */
export const fullDisk: Scenario = {
  name: "full-disk",
  sentence: "the disk under PostgreSQL is full, and later has room again",
  inOwnNamespace: true,
  cannotRun: async () =>
    system("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt")
      ? null
      : "no file system can be mounted here, not even in a namespace of our own",
  plan: (_options, folder) => {
    const disk = diskBelow(folder);
    mkdirSync(disk);
    if (!system("mount", "-t", "tmpfs", "-o", `size=${DISK_MB}m,mode=0755`, "tmpfs", disk))
      throw new Error("a second file system could not be mounted");
    return { postgresFolder: disk, postgresSettings: { min_wal_size: "32MB", max_wal_size: "48MB" } };
  },
  makeTrouble: async (scene) => {
    const { school, chance, options, fault } = scene;
    const disk = diskBelow(school.folder);
    const until = performance.now() + options.seconds * 1_000;
    while (performance.now() < until) {
      await chance.sleepSeconds(2, 5);
      fill(disk);
      fault("disk filled to the brim");
      await chance.sleepSeconds(4, 9);
      rmSync(path.join(disk, "ballast"), { force: true });
      await bringBack(scene);
      await chance.sleepSeconds(2, 4);
    }
    copyFileSync(`${school.postgres.dataDir}.log`, path.join(school.folder, "postgres.log"));
    mustHaveBeenFull(scene);
  },
  cleanUp: (folder) => void system("umount", diskBelow(folder)),
};

const diskBelow = (folder: string): string => path.join(folder, "disk");

/** Whether one of the system's own commands did it. */
const system = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

function fill(disk: string): void {
  const file = openSync(path.join(disk, "ballast"), "w");
  try {
    const piece = Buffer.alloc(16 * 1024, 1);
    for (;;) {
      const { bavail, bsize } = statfsSync(disk);
      if (bavail * bsize <= LEFT_BYTES) return;
      writeSync(file, piece);
    }
  } catch (error) {
    // PostgreSQL was faster to the last page.
    if (!(error instanceof Error) || !error.message.includes("ENOSPC")) throw error;
  } finally {
    closeSync(file);
  }
}

/** Without room for its log PostgreSQL falls over rather than forget a commit; with room it is started again. */
async function bringBack({ school, fault }: Scene): Promise<void> {
  if (school.postgres.isUp()) return;
  fault("PostgreSQL fell over the full disk");
  await school.postgres.start();
}

function mustHaveBeenFull({ school, complain, say }: Scene): void {
  const lines = [...school.webs, ...school.workers].flatMap(({ logs }) =>
    logs.flatMap((file) => readFileSync(file, "utf8").split("\n")),
  );
  const refused = lines.filter((line) => line.includes('"code":"53100"')).length;
  say(`PostgreSQL refused for want of room ${refused} times`);
  if (refused < 5) complain("PostgreSQL hardly ever found the disk full: nothing was proven");
}
