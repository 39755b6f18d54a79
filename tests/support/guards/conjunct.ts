import type { Statement, World } from "./world.ts";

/**
 * A check says several things: each of them is one that a row alone can break. `piece` is how PostgreSQL writes it, `instead`
 * what stands there when it is taken out.
 */
export type Conjunct = {
  table: string;
  check: string;
  piece: string;
  instead: string;
  attempt: string;
  statement: (world: World) => Statement;
};
export type Columns = Record<string, unknown>;
export type Row = (world: World) => string;

export const changed = (table: string, id: string, columns: Columns): Statement => ({
  text: `update ${table} set ${Object.keys(columns)
    .map((column, index) => `${column} = $${index + 2}`)
    .join(", ")} where id = $1`,
  values: [id, ...Object.values(columns)],
});
export const copied = (table: string, id: string, columns: Columns): Statement => ({
  text: `insert into ${table} select (jsonb_populate_record(row_of, jsonb_build_object('id', gen_random_uuid()) || $2::jsonb)).* from ${table} row_of where id = $1`,
  values: [id, JSON.stringify(columns)],
});

/** For orders beside the world's own. */
export const otherOrder = { number: "ENV-X", cart_session_id: null };
