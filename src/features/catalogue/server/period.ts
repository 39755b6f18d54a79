import type { Period } from "./queries";

/** PostgreSQL knows no year 0, and no school was open before this. */
const EARLIEST_DATE = "1900-01-01";

/** As PostgreSQL can be asked for it; null when nothing can lie in it. */
export function periodOf({ from, to }: Period): Period | null {
  if (to !== undefined && to < EARLIEST_DATE) return null;
  return { from: from !== undefined && from < EARLIEST_DATE ? EARLIEST_DATE : from, to };
}
