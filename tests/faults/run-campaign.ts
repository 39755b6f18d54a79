import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setup } from "../support/postgres";
import { SETTINGS } from "./simulation/settings";

/** Many tasks, done by several processes, one after the other in each. */
export type Campaign<Task extends object, Heard> = {
  /** What each process runs: it is sent a task and says how it goes, at last that it is done. */
  program: URL;
  processes: number;
  /** Null when there is nothing left to do. */
  nextTask: () => Task | null;
  /** Called for each process as it begins. */
  listen: () => Listener<Heard>;
  /** A process ended in the midst of this task; another one goes on with the next. */
  onDeath: (task: Task, code: number | null) => void;
  /** How it goes, said every ten seconds. */
  line: () => string;
  report: () => string;
  isClean: () => boolean;
};

type Listener<Heard> = {
  hear: (heard: Heard) => "goes on" | "done";
  /** The process has ended. */
  onEnd?: () => void;
};

const SAID_EVERY_MS = 10_000;

/** Runs it on a PostgreSQL of its own and ends this program: with 0 when it was clean, with 1 when not, with 130 when broken off. */
export async function runCampaign<Task extends object, Heard>(campaign: Campaign<Task, Heard>): Promise<void> {
  const workers = new Set<ChildProcess>();
  let stopping = false;
  let closePostgres: (() => Promise<void>) | undefined;
  let saying: NodeJS.Timeout | undefined;

  async function stop(code: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    clearInterval(saying);
    for (const worker of workers) worker.kill("SIGKILL");
    console.log(campaign.report());
    await closePostgres?.();
    process.exit(code);
  }

  /** One process, and its successors if it dies: that is a defect of the campaign or of what it runs, and said so. */
  function work(): Promise<void> {
    return new Promise((resolve) => {
      const worker = fork(fileURLToPath(campaign.program), { stdio: "inherit" });
      workers.add(worker);
      const { hear, onEnd } = campaign.listen();
      let task: Task | null = null;
      const giveNext = () => {
        task = stopping ? null : campaign.nextTask();
        if (task === null) worker.disconnect();
        else worker.send(task);
      };
      worker.on("message", (heard: Heard) => {
        if (hear(heard) === "done") giveNext();
      });
      worker.on("exit", (code) => {
        workers.delete(worker);
        if (stopping) return resolve();
        onEnd?.();
        if (task === null) return resolve();
        campaign.onDeath(task, code);
        void work().then(resolve);
      });
      giveNext();
    });
  }

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(130));
  Object.assign(process.env, SETTINGS);
  closePostgres = await setup();
  saying = setInterval(() => console.log(campaign.line()), SAID_EVERY_MS);
  await Promise.all(Array.from({ length: campaign.processes }, work));
  await stop(campaign.isClean() ? 0 : 1);
}
