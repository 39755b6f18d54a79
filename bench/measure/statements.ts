import pg from "pg";

export type Statement = { text: string; values: unknown[] };

/**
 * The statements that are really sent while `run` runs, each once, whoever in this process sends them. Not what a query builder
 * says it would send.
 */
export async function statementsOf(run: () => Promise<unknown>): Promise<Statement[]> {
  const sent = new Map<string, Statement>();
  const original = pg.Client.prototype.query;
  // The method has a dozen signatures; all begin with a text, or with an object that has one.
  pg.Client.prototype.query = function listening(this: pg.Client, ...given: unknown[]) {
    const statement = statementIn(given);
    if (statement !== null && !sent.has(statement.text)) sent.set(statement.text, statement);
    return Reflect.apply(original, this, given);
  };
  try {
    await run();
  } finally {
    pg.Client.prototype.query = original;
  }
  return [...sent.values()];
}

function statementIn([first, second]: unknown[]): Statement | null {
  if (typeof first === "string") return { text: first, values: Array.isArray(second) ? second : [] };
  if (typeof first !== "object" || first === null || !("text" in first) || typeof first.text !== "string") return null;
  const own = "values" in first && Array.isArray(first.values) ? first.values : undefined;
  return { text: first.text, values: own ?? (Array.isArray(second) ? second : []) };
}
