import { getTableColumns, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";

/** PostgreSQL reads a statement's rows from one JSON text; this many keep it at some megabytes. */
const MOST_ROWS_PER_STATEMENT = 5_000;

/**
 * Inserts many rows of the same keys: one parameter for thousands of rows, where a parameter for each value would be most of the
 * work. Columns that the rows do not name get their default. The database's guards look at every row.
 */
export async function writeRows<T extends PgTable>(tx: Tx, table: T, rows: T["$inferInsert"][]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const keys = Object.keys(first);
  if (rows.some((row) => Object.keys(row).length !== keys.length))
    throw new Error("rows with different keys in one insert");
  const columns = getTableColumns(table);
  const names = keys.map((key) => columns[key]?.name ?? fail(key));
  const list = sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  );
  for (let from = 0; from < rows.length; from += MOST_ROWS_PER_STATEMENT) {
    const json = rows
      .slice(from, from + MOST_ROWS_PER_STATEMENT)
      .map((row) => Object.fromEntries(Object.values(row).map((value, index) => [names[index], value])));
    await tx.execute(
      sql`insert into ${table} (${list}) select ${list} from jsonb_populate_recordset(null::${table}, ${JSON.stringify(json)}::jsonb)`,
    );
  }
}

function fail(key: string): never {
  throw new Error(`no column for ${key}`);
}
