import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { openTables } from "./tables";

/**
 * Everything the sandbox remembers, in one SQLite file. What one request changes is written in one transaction, so a
 * `kill -9` at any line leaves a state that Stripe could have been in.
 */
export class Store {
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private depth = 0;

  constructor(dataDir: string | undefined) {
    if (dataDir) {
      mkdirSync(dataDir, { recursive: true });
      chmodSync(dataDir, 0o700);
    }
    this.database = new DatabaseSync(dataDir ? join(dataDir, "stripe-sandbox.sqlite") : ":memory:");
    // Two sandboxes on one folder would deliver everything twice: the exclusive lock makes the second one's start fail.
    this.database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma locking_mode = exclusive;");
    openTables(this.database);
  }

  /** Everything inside commits together. A transaction inside another one joins it. */
  transaction<Result>(run: () => Result): Result {
    if (this.depth > 0) return run();
    this.database.exec("begin immediate");
    this.depth = 1;
    try {
      const result = run();
      this.database.exec("commit");
      return result;
    } catch (error) {
      this.database.exec("rollback");
      throw error;
    } finally {
      this.depth = 0;
    }
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** The caller names the row's shape: the tables are this program's own, in `tables.ts`. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    // SQLite rows have no static type; the statement's own columns are the shape.
    return this.prepare(sql).all(...values) as Row[];
  }

  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.all<Row>(sql, ...values)[0];
  }

  /** A value that is made at the first start and kept from then on. */
  choice(name: string, make: () => string): string {
    const kept = this.one<{ value: string }>(`select value from choices where name = ?`, name);
    if (kept) return kept.value;
    const value = make();
    this.run(`insert into choices (name, value) values (?, ?)`, name, value);
    return value;
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
