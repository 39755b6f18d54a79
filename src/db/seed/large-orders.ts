import type { GiftCardSpec, Locale } from "@/db/schema/snapshots";
import { addMs, DAY_MS, MINUTE_MS } from "@/lib/clock";
import { sumCents } from "@/lib/money";
import { instantAt } from "@/lib/time-zone";
import { addOrder, type IssuedCard } from "./add-order";
import { pick, pickFrom } from "./chance";
import { flightLine, stageLine } from "./lines";
import type { OrderRows } from "./order-rows";
import { customerNamed } from "./people";
import type { PlannedEnd, PlannedLine, PlannedOrder } from "./planned-order";
import { STAGE_PLACES, TIME_ZONE } from "./school";
import { addDays, type PlannedSlot, type PlannedStage, slotsBetween, stagesBetween } from "./season";

export const LARGE_ORDERS = 10_000;

/** Years of a busy school: its past calendar, backwards from the last days that are free in it, and the orders that filled it. */
export function planPast(
  last: { stage: string; slot: string },
  orders: number,
): { stages: PlannedStage[]; slots: PlannedSlot[]; orders: PlannedOrder[] } {
  const past = { stages: [] as PlannedStage[], slots: [] as PlannedSlot[], orders: [] as PlannedOrder[] };
  for (let to = last.slot > last.stage ? last.slot : last.stage; past.orders.length < orders; to = addDays(to, -28)) {
    const from = addDays(to, -27);
    const stages = stagesBetween(from, earlier(to, last.stage));
    const slots = slotsBetween(from, earlier(to, last.slot));
    past.stages.push(...stages);
    past.slots.push(...slots);
    past.orders.push(...stages.flatMap(ordersOfStage), ...slots.flatMap(ordersOfSlot));
  }
  return {
    ...past,
    orders: past.orders.slice(0, orders).toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime()),
  };
}

/** In the order of time, because some of them are paid with gift cards that earlier ones bought. */
export function addPastOrders(rows: OrderRows, orders: PlannedOrder[], eventsSince: Date): void {
  const cards: IssuedCard[] = [];
  for (const plan of orders) {
    const card = cardFor(plan, cards);
    const { order, issued } = addOrder(rows, card ? { ...plan, cards: [card] } : plan, eventsSince);
    const usedCents = sumCents(
      order.pricedLines.flatMap((line) => line.coverage.map(({ amountCents }) => amountCents)),
    );
    if (card && usedCents > 0)
      card.availableCents = card.spec.kind === "ACTIVITY" ? 0 : card.availableCents - usedCents;
    cards.push(...issued);
    // Cards that are used up or out of time would be looked at again and again.
    if (cards.length > 400)
      cards.splice(
        0,
        cards.length,
        ...cards.filter((one) => one.expiresAt > plan.createdAt && one.availableCents > 0).slice(-200),
      );
  }
}

/** One order in eight is paid with a card that fits, if there is any. */
function cardFor(plan: PlannedOrder, cards: IssuedCard[]): IssuedCard | undefined {
  if (
    plan.end.kind !== "paid" ||
    plan.lines.some((line) => line.type === "GIFT_CARD") ||
    pick(`${plan.name}/by-card`, 8) !== 0
  )
    return undefined;
  const fitting = cards.filter(
    (card) =>
      card.expiresAt > plan.createdAt && card.availableCents > 0 && plan.lines.some((line) => fits(card.spec, line)),
  );
  return fitting.length === 0 ? undefined : pickFrom(`${plan.name}/card`, fitting);
}

function fits(spec: GiftCardSpec, line: PlannedLine): boolean {
  if (spec.kind === "AMOUNT") return true;
  return spec.activity === "STAGE"
    ? line.type === "STAGE" && line.stageType === spec.stageType
    : line.type === "BAPTEME" && line.category === spec.category;
}

function ordersOfStage(stage: PlannedStage): PlannedOrder[] {
  const startsAt = instantAt(TIME_ZONE, stage.startDate, 9);
  return groupsOf(stage.id, STAGE_PLACES).map((group) =>
    orderOf(group.name, group.places, startsAt, (customer, nth) => stageLine(group.name, customer, nth, stage)),
  );
}

function ordersOfSlot(slot: PlannedSlot): PlannedOrder[] {
  const orders = groupsOf(slot.id, slot.places).map((group) =>
    orderOf(group.name, group.places, slot.startsAt, (customer, nth) =>
      flightLine(group.name, customer, nth, slot, { video: pick(`${group.name}/${nth}/video`, 3) === 0 }),
    ),
  );
  // Gift cards are bought all year round, about one for every six flights.
  const name = `large/card/${slot.id}`;
  return pick(name, 3) === 0
    ? [...orders, giftCardOrder(name, addMs(slot.startsAt, -(1 + pick(`${name}/days`, 60)) * DAY_MS))]
    : orders;
}

/** Who shares an activity's places: alone or in pairs, and now and then a place stays free. */
function groupsOf(activityId: string, places: number): { name: string; places: number }[] {
  const taken = places - (pick(`large/${activityId}/free`, 4) === 0 ? 1 : 0);
  const groups: { name: string; places: number }[] = [];
  for (let left = taken; left > 0;) {
    const name = `large/${activityId}/${groups.length}`;
    const size = Math.min(left, 1 + pick(`${name}/size`, 2));
    groups.push({ name, places: size });
    left -= size;
  }
  return groups;
}

type Customer = PlannedOrder["customer"];

function orderOf(
  name: string,
  places: number,
  startsAt: Date,
  lineFor: (customer: Customer, nth: number) => PlannedLine,
): PlannedOrder {
  const customer = customerNamed(name);
  const createdAt = addMs(
    startsAt,
    -(2 + pick(`${name}/days`, 60)) * DAY_MS - pick(`${name}/minutes`, 720) * MINUTE_MS,
  );
  const end = endOf(name, createdAt, startsAt);
  // A late payment's last line found its place taken: it is one more than the places that were left.
  const lines = Array.from({ length: end.kind === "paid-late" ? places + 1 : places }, (_, nth) =>
    lineFor(customer, nth),
  );
  return { name, createdAt, locale: localeOf(name), customer, lines, cards: [], end };
}

/** Of a hundred orders: 4 never paid, 2 paid too late for one of their places, 1 paid twice. */
function endOf(name: string, createdAt: Date, startsAt: Date): PlannedEnd {
  const chance = pick(`${name}/end`, 100);
  if (chance < 4) return { kind: "expired", at: addMs(createdAt, 31 * MINUTE_MS) };
  if (chance < 6) return { kind: "paid-late", at: addMs(createdAt, 95 * MINUTE_MS) };
  const at = addMs(createdAt, (1 + pick(`${name}/paying`, 12)) * MINUTE_MS);
  if (chance < 7) return { kind: "paid-twice", at };
  return { kind: "paid", method: "STRIPE", at, balanceAt: startsAt };
}

function giftCardOrder(name: string, createdAt: Date): PlannedOrder {
  const giftCard = pickFrom<GiftCardSpec>(`${name}/kind`, [
    { kind: "AMOUNT", amountCents: pickFrom(`${name}/amount`, [5_000, 11_000, 15_000, 20_000, 45_000]) },
    {
      kind: "ACTIVITY",
      activity: "BAPTEME",
      category: pickFrom(`${name}/category`, ["AVENTURE", "DUREE"] as const),
      video: pick(`${name}/video`, 2) === 0,
    },
    { kind: "ACTIVITY", activity: "STAGE", stageType: "INITIATION" },
  ]);
  const customer = customerNamed(name);
  const lines: PlannedLine[] = [
    { type: "GIFT_CARD", purchase: { giftCard, recipient: { name: customerNamed(`${name}/recipient`).firstName } } },
  ];
  return {
    name,
    createdAt,
    locale: localeOf(name),
    customer,
    lines,
    cards: [],
    end: { kind: "paid", method: "STRIPE", at: addMs(createdAt, 4 * MINUTE_MS) },
  };
}

const earlier = (a: string, b: string): string => (a < b ? a : b);

const localeOf = (name: string): Locale => (pick(`${name}/locale`, 8) === 0 ? "en" : "fr");
