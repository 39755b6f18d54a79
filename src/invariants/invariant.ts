import { sql, type SQL } from "drizzle-orm";

export const INVARIANT_IDS = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10"] as const;
export type InvariantId = (typeof INVARIANT_IDS)[number];

/** What a rule may need to know besides the rows. */
export type Circumstances = {
  now: Date;
  /** Events older than this may have been removed, so their absence proves nothing. */
  eventRetentionDays: number;
};

/** One question to the database, answered for all rows at once. */
export type Rule = {
  /** What is wrong with a row that is found; printed behind its name. */
  wrong: string;
  /** Which rows are looked at: everything behind FROM. */
  from: SQL;
  /** True for a breach. Unknown (null) counts as a breach too: a rule that cannot tell must not say that all is well. */
  breach: SQL;
  /** How the row is called in the report: what it is and its id, amounts at most. Never personal data. */
  row: SQL;
};

export type Invariant = {
  id: InvariantId;
  /** As docs/domain says it. */
  sentence: string;
  rules: (at: Circumstances) => Rule[];
};

export type InvariantResult = {
  id: InvariantId;
  sentence: string;
  /** Where it was checked, if elsewhere than in the database. */
  at?: "Stripe";
  /** How many rows its rules looked at. */
  checked: number;
  /** How many of them are wrong; `rows` names the first ones of each rule. */
  breaches: { count: number; rows: string[] };
};

export const PAID_ORDER = sql.raw(`('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')`);
export const SUCCEEDED_PAYMENT = sql.raw(`('SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED')`);
/** Refunds that Stripe has made and that did not fail: the money is on its way back or there. */
export const MADE_REFUND = sql.raw(`('PENDING', 'SUCCEEDED')`);
