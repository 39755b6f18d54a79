import type { CodeGuard } from "../guard.ts";

const transactions = "src/db/transaction.ts";
const tests = { files: ["src/db/unavailable.test.ts"] };

/** As `transaction.ts` has them. */
const CODES = [
  "55P03",
  "57014",
  "57P01",
  "57P02",
  "57P03",
  "53100",
  "53200",
  "53300",
  "25006",
  "25P03",
  "25P04",
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
];
const WORDS = [
  "Connection terminated",
  "Client was closed and is not queryable",
  "timeout exceeded when trying to connect",
  "Client has encountered a connection error",
  "connection timeout",
];

/** Every word by which a database that is away is told from a mistake of ours. */
export const OUTAGE_GUARDS: CodeGuard[] = [
  ...CODES.map((code) => ({
    name: `a database that says ${code} is away`,
    kind: "outage" as const,
    file: transactions,
    find: `"${code}"`,
    replace: `"none"`,
    tests: { ...tests, named: code },
  })),
  ...WORDS.map((words) => ({
    name: `a database of which the driver says «${words}» is away`,
    kind: "outage" as const,
    file: transactions,
    find: words,
    replace: "none of these",
    tests: { ...tests, named: words },
  })),
  {
    name: "a transaction that PostgreSQL ended is to come again later where nobody tries again",
    kind: "outage",
    file: transactions,
    find: "...RETRYABLE,",
    replace: "",
    tests: { ...tests, named: "where nobody tries again" },
  },
  {
    name: "what a transaction said of a database that is away is still so for its caller",
    kind: "outage",
    file: transactions,
    find: `"database_unavailable" satisfies ErrorCode,`,
    replace: "",
    tests: { ...tests, named: "where nobody tries again" },
  },
  {
    name: "not every error of the database is an outage",
    kind: "outage",
    file: transactions,
    find: "if (code !== undefined) return UNAVAILABLE.has(code);",
    replace: "if (code !== undefined) return true;",
    tests: { ...tests, named: "somebody's mistake" },
  },
];
