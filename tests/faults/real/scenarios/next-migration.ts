import { setTimeout as sleep } from "node:timers/promises";
import type { Scenario, Scene } from "../scenario";

/** What a next version would add, by the rules of docs/operations/upgrade.md: more columns, more words, nothing taken away. */
const EXPAND = [
  "alter table orders add column next_note text",
  "alter table cart_items add column next_note text default 'none'",
  "alter table emails drop constraint email_kind_known, add constraint email_kind_known check (kind ~ '^[A-Z_]+$') not valid",
  "alter table emails validate constraint email_kind_known",
  "create table next_things (id uuid primary key, order_id uuid references orders (id))",
] as const;
const LOCK_TRIES = 40;

/** The new version's first acts, in words that the running code has never heard. */
const NEW_WORDS = {
  reason: `update orders set cancel_reason = 'weather', next_note = 'storm' where id in
    (select id from orders where status = 'CANCELLED' and payable_until is null limit 5) returning id`,
  emails: `insert into emails (id, kind, order_id, subject_id, locale, not_before, created_at)
    select gen_random_uuid(), 'SURVEY', id, id, 'fr', now(), now() from orders where paid_at is not null limit 5 returning id`,
};

export const nextMigration: Scenario = {
  name: "next-migration",
  sentence: "a migration is applied under the running code, and rows appear with words that it does not know",
  plan: () => ({ webs: 2 }),
  makeTrouble: async (scene) => {
    const { school, chance, options, fault } = scene;
    await chance.sleepSeconds(options.seconds / 3, options.seconds / 3);
    for (const statement of EXPAND) {
      await migrateUnderLoad(scene, statement);
      fault("schema changes under load");
    }
    // Orders that nobody paid are closed only after a while.
    const unknown = await untilSome(scene, NEW_WORDS.reason);
    const emails = await untilSome(scene, NEW_WORDS.emails);
    fault("rows with unknown words", unknown.length + emails.length);
    await chance.sleepSeconds(options.seconds / 2, options.seconds / 2);

    await mustReadUnknown(scene, unknown);
    const lost = await school.postgres.rows(`select id from emails where kind = 'SURVEY' and status <> 'WAITING'`);
    if (lost.length > 0) scene.complain(`${lost.length} e-mails of the next version were taken from it`);
    await school.postgres.rows(`delete from emails where kind = 'SURVEY'`);
  },
};

/** As a careful migration does it: a short wait for the lock, and another try, so that visitors never queue behind it for long. */
async function migrateUnderLoad({ school, chance, complain }: Scene, statement: string): Promise<void> {
  const client = await school.postgres.connect();
  try {
    await client.query("set lock_timeout = '500ms'");
    for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
      try {
        await client.query(statement);
        return;
      } catch {
        await chance.sleepSeconds(0.1, 0.5);
      }
    }
    complain(`no lock was to be had for: ${statement}`);
  } finally {
    await client.end();
  }
}

async function untilSome({ school, complain }: Scene, statement: string): Promise<string[]> {
  for (let tries = 0; tries < 60; tries += 1) {
    const rows = await school.postgres.rows<{ id: string }>(statement);
    if (rows.length > 0) return rows.map(({ id }) => id);
    await sleep(500);
  }
  complain("there was no row to give an unknown word to: nothing was proven");
  return [];
}

/** Their visitors may still read these orders. */
async function mustReadUnknown({ school, tally, complain }: Scene, ids: string[]): Promise<void> {
  for (const { orderId, accessToken } of tally.purchases.filter((one) => ids.includes(one.orderId)))
    for (const origin of school.origins) {
      const { status } = await fetch(`${origin}/api/orders/${orderId}?token=${accessToken}`);
      if (status !== 200) complain(`an order with an unknown reason was answered with ${status}`);
    }
}
