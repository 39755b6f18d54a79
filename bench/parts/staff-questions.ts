import { desc, eq, ne, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { accessTokenFor } from "@/features/orders/server/access-token";
import { exportPersonalData } from "@/features/customers/server/personal-data";
import { getOrder } from "@/features/orders/server/get-order";
import { findOpenWorklistEntries } from "@/features/staff/server/worklist";
import { checkInvariants } from "@/invariants/check";

/** A question of the staff's: how often it is asked in a slice, and whether its answer may take longer as the school grows. */
export type StaffQuestion = {
  id: string;
  what: string;
  ask: (known: KnownOrder) => Promise<unknown>;
  /** Of every row there is: it takes as long as there are rows, and is told in orders a second. */
  readsAll?: true;
  /** With more paid orders than this it would take longer than the rest of the part. */
  mostOrders?: number;
};
export type KnownOrder = { id: string; number: string; email: string; stageId: string };

const MOST_LISTED = 200;

export const STAFF_QUESTIONS: readonly StaffQuestion[] = [
  { id: "worklist", what: "the open worklist", ask: () => findOpenWorklistEntries(db(), MOST_LISTED) },
  {
    id: "parked",
    what: "the parked events",
    // As `npm run events` lists them.
    ask: () =>
      db()
        .select({ id: parkedEvents.id, status: parkedEvents.status, lastError: parkedEvents.lastError })
        .from(parkedEvents)
        .where(ne(parkedEvents.status, "DONE"))
        .orderBy(desc(parkedEvents.receivedAt))
        .limit(MOST_LISTED),
  },
  {
    id: "order",
    what: "an order with its lines, payments and bookings",
    ask: async ({ id }) => getOrder(id, { cartToken: undefined, accessToken: await accessTokenFor(db(), id) }),
  },
  {
    id: "by-number",
    what: "an order by its number",
    ask: ({ number }) => db().query.orders.findFirst({ where: eq(orders.number, number) }),
  },
  {
    id: "newest",
    what: "the fifty newest orders",
    ask: () => db().query.orders.findMany({ orderBy: desc(orders.createdAt), limit: 50 }),
  },
  {
    id: "participants",
    what: "who comes to a stage",
    ask: ({ stageId }) =>
      db().execute(sql`
        select b.id, l.participant from bookings b join order_lines l on l.id = b.order_line_id
        where b.stage_id = ${stageId} and b.cancelled_at is null order by b.created_at limit ${MOST_LISTED}`),
  },
  {
    id: "person",
    what: "everything about a person, by e-mail",
    ask: ({ email }) => exportPersonalData(email),
    readsAll: true,
  },
  {
    id: "invariants",
    what: "npm run invariants",
    ask: () => checkInvariants(db()),
    readsAll: true,
    mostOrders: 100_000,
  },
];
