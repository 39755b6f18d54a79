import { createRoute, z } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { newApi } from "@/lib/api";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import journal from "../../../drizzle/meta/_journal.json";

/** A balancer that asks every second wants to know at once. */
const PATIENCE_MS = 2_000;

let stopping = false;

/** From now on this process is not ready: a balancer sends its visitors to another one. */
export function announceStop(): void {
  stopping = true;
}

const ok = z.object({ status: z.literal("ok") });
const answers = { 200: { description: "It is", content: { "application/json": { schema: ok } } } };

const live = createRoute({
  method: "get",
  path: "/api/health/live",
  operationId: "isLive",
  summary: "Whether this process answers at all",
  tags: ["Operation"],
  responses: answers,
});

const ready = createRoute({
  method: "get",
  path: "/api/health/ready",
  operationId: "isReady",
  summary: "Whether visitors can be sent here: the database answers and has every migration of this version",
  tags: ["Operation"],
  responses: answers,
});

export const healthRoutes = newApi()
  .openapi(live, (c) => c.json({ status: "ok" } as const, 200))
  .openapi(ready, async (c) => {
    const trouble = stopping ? TROUBLES.stopping : await findTrouble();
    if (trouble) throw new Refusal("database_unavailable", 503, trouble, { retryAfterSeconds: 2 });
    return c.json({ status: "ok" } as const, 200);
  });

const TROUBLES = {
  stopping: { fr: "Ce serveur s’arrête.", en: "This server is stopping." },
  unreachable: { fr: "La base de données ne répond pas.", en: "The database does not answer." },
  behind: {
    fr: "La base de données attend des migrations (npm run migrate).",
    en: "The database waits for migrations (npm run migrate).",
  },
};

async function findTrouble(): Promise<{ fr: string; en: string } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<(typeof TROUBLES)["unreachable"]>((resolve) => {
    timer = setTimeout(() => resolve(TROUBLES.unreachable), PATIENCE_MS);
  });
  const trouble = await Promise.race([askDatabase(), impatience]);
  clearTimeout(timer);
  return trouble;
}

async function askDatabase(): Promise<{ fr: string; en: string } | undefined> {
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  try {
    const { rows } = await db().execute<{ applied: string | null }>(
      sql`select max(created_at) as applied from drizzle.__drizzle_migrations`,
    );
    // A newer one is welcome: after going back one version the database keeps what the newer version added.
    return Number(rows[0]?.applied ?? 0) < newest ? TROUBLES.behind : undefined;
  } catch (error) {
    log.warn({ error }, "not ready: the database does not answer");
    return isMissingTable(error) ? TROUBLES.behind : TROUBLES.unreachable;
  }
}

/** 42P01 and 3F000: no such table or schema, that is, no migration has run at all. */
function isMissingTable(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && (cause.code === "42P01" || cause.code === "3F000");
}
