import pg from "pg";
import { pool } from "@/db/client";
import { config, setConfig } from "@/lib/config";

export type Outage = "database" | "stripe";

/** Nobody listens there. */
const NOWHERE = "127.0.0.1:9";

/** Which of the process's globals this takes over, the function that comes back gives back. */
const shared = globalThis as typeof globalThis & { envolPool?: pg.Pool | undefined };

/** From here on it does not answer, until the function that comes back is called. */
export function breakOff(outage: Outage): () => Promise<void> {
  if (outage === "stripe") {
    const before = config();
    setConfig({ STRIPE_API_BASE: new URL(`http://${NOWHERE}`) });
    return async () => setConfig(before);
  }
  const before = pool();
  const broken = new pg.Pool({ connectionString: `postgres://${NOWHERE}/nothing`, connectionTimeoutMillis: 1_000 });
  shared.envolPool = broken;
  return async () => {
    shared.envolPool = before;
    await broken.end();
  };
}
