import { randomBytes } from "node:crypto";
import { closeDb } from "@/db/client";
import { closeMailServer } from "@/features/notifications/server/smtp";
import { execute, withDatabase } from "../../support/connection";
import { openMailDrop, type MailDrop } from "./mail-drop";
import { openQuickInvariants, type QuickInvariants } from "./quick-invariants";
import type { Scheduler } from "./scheduler";
import { openSimulatedPostgres, type SimulatedPostgres } from "./simulated-postgres";

/** What one story leaves to the next: a database, which is emptied between them, its connections, and a mail server. */
export type Ground = {
  postgres: SimulatedPostgres;
  invariants: QuickInvariants;
  mail: MailDrop;
  /** As after the migrations, for a story that this scheduler leads. */
  begin: (scheduler: Scheduler) => Promise<void>;
  close: () => Promise<void>;
};

type Wanted = {
  adminUrl: string;
  template: string;
  /** A defect to plant in the database, for the proof that a story would find it. */
  sabotage?: string;
};

/** The migrations' own rows stay: the installation's identity, and which of them have run. */
const EMPTY = `do $$ begin
  execute (
    select 'truncate ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' restart identity'
    from pg_tables where schemaname = 'public' and tablename <> 'installations'
  );
  perform setval('order_number', 1001, false);
end $$`;

export async function openGround({ adminUrl, template, sabotage }: Wanted): Promise<Ground> {
  const database = `s_${randomBytes(8).toString("hex")}`;
  const url = withDatabase(adminUrl, database);
  await execute(adminUrl, `create database ${database} template ${template} strategy file_copy`);
  if (sabotage !== undefined) await execute(url, sabotage);
  const invariants = await openQuickInvariants(url);
  const mail = await openMailDrop();
  let current: Scheduler | undefined;
  const postgres = await openSimulatedPostgres(url, () => {
    if (!current) throw new Error("nobody leads this story");
    return current;
  });
  await closeDb();
  return {
    postgres,
    invariants,
    mail,
    begin: async (scheduler) => {
      current = scheduler;
      mail.reset();
      await postgres.observer.rows(EMPTY);
    },
    close: async () => {
      closeMailServer();
      await mail.close();
      await invariants.close();
      await postgres.close();
      await execute(adminUrl, `drop database ${database} with (force)`);
    },
  };
}
