import { bigint, index, integer, pgTable, varchar } from "drizzle-orm/pg-core";

/**
 * Counters of requests and of wrong gift-card codes, in the shape that rate-limiter-flexible reads and writes: it inserts by
 * position, so the columns keep this order. Keys are keyed hashes of addresses, never addresses. The migration makes the table
 * UNLOGGED: a crash may forget counters, and counting then costs no wait for the disk.
 */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: varchar("key", { length: 255 }).primaryKey(),
    points: integer("points").notNull().default(0),
    /** Milliseconds since 1970, by the clock of the process that counted. */
    expire: bigint("expire", { mode: "number" }),
  },
  (table) => [index("rate_limit_expire").on(table.expire)],
);
