import { spawn, spawnSync } from "node:child_process";
import { existsSync, globSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BenchPostgres } from "../ground/postgres";
import { idSql, paymentIntentSql } from "../stock/ids";
import { CALL, STATEMENTS, withExpressions } from "./payment";

/** pgbench of this machine, if it has one; Debian keeps it away from the PATH of all but its own wrapper. */
export function findPgbench(): string | undefined {
  const places = ["pgbench", ...globSync("/usr/lib/postgresql/*/bin/pgbench").toSorted().reverse()];
  return places.find((place) => spawnSync(place, ["--version"]).status === 0);
}

/** Which payment of the stock a client of pgbench makes next: clients share the orders like cards that are dealt. */
const NEXT = ["\\set i :i + 1", "\\set n 1 + :client_id + :i * :clients"];
const IDS = {
  event: `('evt_3Rbench' || lpad((:n)::text, 14, '0'))`,
  intent: `(${paymentIntentSql(":n")})`,
  order: idSql("order", ":n"),
  cart: idSql("cart", ":n"),
};

const SCRIPTS = {
  statements: [...NEXT, ...STATEMENTS.map(({ sql }) => `${withExpressions(sql, IDS)};`)],
  function: [...NEXT, `${withExpressions(CALL.sql, IDS)};`],
};

export type PgbenchResult = { transactions: number; perSecond: number };

type Wanted = {
  pgbench: string;
  postgres: BenchPostgres;
  database: string;
  manner: keyof typeof SCRIPTS;
  clients: number;
  /** Whole seconds, or so many transactions of each client. */
  length: { seconds: number } | { transactions: number };
  folder: string;
};

/** Limits (a) and (a2): what PostgreSQL does when nothing but the statements themselves is asked of it. */
export async function runPgbench(wanted: Wanted): Promise<PgbenchResult> {
  const { pgbench, postgres, database, manner, clients, length, folder } = wanted;
  const script = path.join(folder, `${manner}.pgbench`);
  if (!existsSync(script)) writeFileSync(script, `${SCRIPTS[manner].join("\n")}\n`);
  const output = await run(pgbench, [
    "--no-vacuum",
    "--protocol=prepared",
    `--file=${script}`,
    `--client=${clients}`,
    `--jobs=${Math.min(clients, 2)}`,
    "seconds" in length ? `--time=${Math.max(1, Math.round(length.seconds))}` : `--transactions=${length.transactions}`,
    "--define=i=-1",
    `--define=clients=${clients}`,
    "--host=127.0.0.1",
    `--port=${postgres.port}`,
    "--username=postgres",
    database,
  ]);
  const transactions = Number(/transactions actually processed: (\d+)/.exec(output)?.[1]);
  const perSecond = Number(/tps = ([\d.]+) \(without initial/.exec(output)?.[1]);
  if (!(transactions > 0) || !(perSecond > 0)) throw new Error(`pgbench told no figures:\n${output}`);
  return { transactions, perSecond };
}

function run(program: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`pgbench ended with ${code}:\n${output}`)),
    );
  });
}
