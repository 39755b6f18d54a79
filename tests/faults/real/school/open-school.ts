import { existsSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../../../scripts/free-port";
import { BUILT_SERVER } from "../../../../scripts/launch/node-arguments";
import { runProgram } from "../../../../scripts/launch/program";
import { root as ownRoot } from "../../../../scripts/npm-install.mjs";
import { type MailDrop, openMailDrop } from "../../simulation/mail-drop";
import { type DatabaseProxy, openDatabaseProxy } from "../proxy/database-proxy";
import { type ManagedProgram, manage } from "./managed-program";
import { type MortalPostgres, openMortalPostgres } from "./mortal-postgres";
import { SECRETS, settingsOf } from "./settings";
import { fillShelves } from "./stock";

export type SchoolPlan = {
  /** Web processes behind an imagined balancer (1). */
  webs?: number;
  /** (1) */
  workers?: number;
  /** Another than this repository's root: the code of another version. */
  root?: string;
  /** On top of the campaign's own. */
  settings?: Record<string, string>;
  postgresSettings?: Record<string, string | number>;
  /** Where PostgreSQL keeps its data, when not beside the rest. */
  postgresFolder?: string;
};

/** The whole product as real processes: PostgreSQL, the local Stripe, web, worker; a mail server and a proxy in ours. */
export type School = {
  folder: string;
  webs: ManagedProgram[];
  workers: ManagedProgram[];
  sandbox: ManagedProgram;
  sandboxUrl: string;
  sandboxData: string;
  postgres: MortalPostgres;
  /** Between web or worker and PostgreSQL; transparent unless told otherwise. */
  proxy: DatabaseProxy;
  mail: MailDrop;
  /** Origins of the web processes that visitors are sent to. */
  origins: string[];
  settings: Record<string, string>;
  /** What went wrong without anybody having broken it. */
  complaints: string[];
  addWeb: (from?: Partial<Version>) => Promise<ManagedProgram>;
  addWorker: (from?: Partial<Version>) => Promise<ManagedProgram>;
  /** Runs one of the product's commands to its end; refuses with its last lines. */
  run: (script: string, args?: string[], logFile?: string) => Promise<void>;
  close: () => Promise<void>;
};

/** Which code a process runs, and what it is told beside the school's settings. */
export type Version = { label: string; root: string | undefined; settings: Record<string, string> };

export async function openSchool(folder: string, plan: SchoolPlan = {}): Promise<School> {
  const complaints: string[] = [];
  const complain = (sentence: string) => void complaints.push(sentence);
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer().catch((error: unknown) => complain(String(error)));
  };
  try {
    const postgres = await openMortalPostgres(plan.postgresFolder ?? folder, plan.postgresSettings);
    closers.push(() => postgres.close());
    const proxy = await openDatabaseProxy(postgres.port);
    closers.push(() => proxy.close());
    const mail = await openMailDrop();
    closers.push(() => mail.close());

    const webPorts = [await freePort(), await freePort()];
    const sandboxPort = await freePort();
    const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
    const sandboxData = path.join(folder, "stripe");
    const settings = {
      ...settingsOf({ webPort: webPorts[0] ?? 0, sandboxUrl, databaseUrl: postgres.url, smtpUrl: mail.url }),
      ...plan.settings,
    };
    const throughProxy = { DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${proxy.port}/`) };
    const version: Version = { label: "", root: plan.root, settings: {} };
    const run = (script: string, args: string[] = [], logFile = path.join(folder, "commands.log")) =>
      runProgram({ name: script, script, args, env: settings, logFile, ...rootOf(plan.root) });

    await run("src/cli/migrate.ts");
    await fillShelves(postgres);
    const sandbox = manage("sandbox", {
      folder,
      complain,
      ready: /Stripe sandbox ready/,
      options: () => ({
        name: "sandbox",
        script: "sandbox/main.ts",
        args: Object.entries({
          port: String(sandboxPort),
          data: sandboxData,
          "settle-delay": "3",
          "webhook-url": `http://127.0.0.1:${webPorts[0]}/api/webhooks/stripe`,
          "webhook-secret": SECRETS.webhookSecret,
        }).flatMap(([option, value]) => [`--${option}`, value]),
      }),
    });
    await sandbox.start();
    closers.push(() => sandbox.stop());

    const school: School = {
      folder,
      webs: [],
      workers: [],
      sandbox,
      sandboxUrl,
      sandboxData,
      postgres,
      proxy,
      mail,
      origins: [],
      settings,
      complaints,
      run,
      addWeb: async (from) => {
        const { label, root, settings: own } = { ...version, ...from };
        const port = webPorts[school.webs.length] ?? (await freePort());
        const web = manage(`web${label}-${school.webs.length + 1}`, {
          folder,
          complain,
          ready: /Envol ready on/,
          options: () => ({
            name: "web",
            script: shopOf(root),
            args: ["--web"],
            env: { ...settings, ...throughProxy, ...own, PORT: String(port) },
            ...rootOf(root),
          }),
        });
        school.webs.push(web);
        closers.push(() => web.stop());
        await web.start();
        school.origins.push(`http://127.0.0.1:${port}`);
        return web;
      },
      addWorker: async (from) => {
        const { label, root, settings: own } = { ...version, ...from };
        const worker = manage(`worker${label}-${school.workers.length + 1}`, {
          folder,
          complain,
          ready: /Envol worker ready/,
          options: () => ({
            name: "worker",
            script: shopOf(root),
            args: ["--worker"],
            env: { ...settings, ...throughProxy, ...own },
            ...rootOf(root),
          }),
        });
        school.workers.push(worker);
        closers.push(() => worker.stop());
        await worker.start();
        return worker;
      },
      close,
    };
    for (let web = 0; web < (plan.webs ?? 1); web += 1) await school.addWeb();
    for (let worker = 0; worker < (plan.workers ?? 1); worker += 1) await school.addWorker();
    return school;
  } catch (error) {
    await close();
    throw error;
  }
}

/** An old version is there as sources alone. */
const shopOf = (root = ownRoot): string => (existsSync(path.join(root, BUILT_SERVER)) ? BUILT_SERVER : "src/main.ts");

const rootOf = (root: string | undefined) => (root === undefined ? {} : { root });
