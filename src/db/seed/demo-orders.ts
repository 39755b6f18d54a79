import type { BaptemeCategory } from "@/db/schema/catalogue-words";
import type { GiftCardPurchase } from "@/db/schema/snapshots";
import { addMs, DAY_MS, MINUTE_MS } from "@/lib/clock";
import { instantAt } from "@/lib/time-zone";
import { addOrder, type IssuedCard } from "./add-order";
import { DEMO_CARDS } from "./demo-cards";
import { flightLine, stageLine } from "./lines";
import type { OrderRows } from "./order-rows";
import { customerNamed } from "./people";
import type { PlannedOrder } from "./planned-order";
import { TIME_ZONE } from "./school";
import type { PlannedSlot, PlannedStage } from "./season";

type Calendar = { stages: PlannedStage[]; slots: PlannedSlot[] };

/**
 * A school that has been open for a while: a stage of last season, flights flown and to come, gift cards unused, half spent and
 * expired, an order that nobody paid. All were paid at the school's counter: nothing here claims that Stripe took money.
 */
export function addDemoOrders(rows: OrderRows, { stages, slots }: Calendar, today: string, now: Date): void {
  const add = (plan: PlannedOrder): IssuedCard[] => addOrder(rows, plan, now).issued;
  const flown = slots.filter((slot) => slot.date < today && slot.places >= 2);
  const toFly = slots.filter((slot) => slot.startsAt > addMs(now, DAY_MS) && slot.places >= 2);

  const lastStage = stages.findLast((stage) => stage.endDate < today);
  if (lastStage) add(placesOnStage("last-season", lastStage, 2, startOf(lastStage, -50), now));
  for (const [index, slot] of flown.slice(0, 3).entries())
    add(
      flights(`flown/${index}`, slot, 1 + (index % 2), addMs(slot.startsAt, -12 * DAY_MS), { video: index !== 1 }, now),
    );
  for (const [index, slot] of everyNth(toFly, 9).slice(0, 5).entries())
    add(
      flights(
        `to-fly/${index}`,
        slot,
        1 + (index % 2),
        addMs(now, -(2 + index) * DAY_MS),
        { video: index % 2 === 0 },
        now,
      ),
    );

  add(
    giftCard(
      DEMO_CARDS.expired,
      { giftCard: { kind: "AMOUNT", amountCents: 5_000 }, recipient: { name: "Mamie Jo" } },
      addMs(now, -420 * DAY_MS),
    ),
  );
  const [halfSpent] = add(
    giftCard(
      DEMO_CARDS.halfSpent,
      {
        giftCard: { kind: "AMOUNT", amountCents: 20_000 },
        recipient: { name: "Nora Benali", message: "Bon vol, et n’oublie pas de regarder en bas !" },
      },
      addMs(now, -75 * DAY_MS),
    ),
  );
  add(
    giftCard(
      DEMO_CARDS.unused,
      {
        giftCard: { kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE", video: true },
        recipient: { name: "Jules Perrin", message: "Joyeux anniversaire !" },
      },
      addMs(now, -20 * DAY_MS),
    ),
  );
  const [, slot] = toFly;
  if (halfSpent && slot)
    add({
      ...flights("half-spent", slot, 1, addMs(now, -6 * DAY_MS), { category: "AVENTURE", video: false }, now),
      cards: [halfSpent],
    });
  if (slot)
    add({
      ...flights("never-paid", slot, 1, addMs(now, -3 * DAY_MS), { video: true }, now),
      end: { kind: "expired", at: addMs(now, -3 * DAY_MS + 31 * MINUTE_MS) },
    });
}

/** So many places of a stage, booked by couples over the last weeks. */
export function addBookedPlaces(rows: OrderRows, stage: PlannedStage, places: number, now: Date): void {
  for (let taken = 0; taken < places; taken += 2) {
    const bookedAt = addMs(now, -(4 + 3 * taken) * DAY_MS);
    addOrder(rows, placesOnStage(`stage/${stage.id}/${taken}`, stage, Math.min(2, places - taken), bookedAt, now), now);
  }
}

function placesOnStage(name: string, stage: PlannedStage, places: number, createdAt: Date, now: Date): PlannedOrder {
  const customer = customerNamed(name);
  const lines = Array.from({ length: places }, (_, nth) => stageLine(name, customer, nth, stage));
  return {
    name,
    createdAt,
    locale: "fr",
    customer,
    lines,
    cards: [],
    end: paidAtTheCounter(createdAt, startOf(stage, 0), now),
  };
}

function flights(
  name: string,
  slot: PlannedSlot,
  places: number,
  createdAt: Date,
  wanted: { category?: BaptemeCategory; video: boolean },
  now: Date,
): PlannedOrder {
  const customer = customerNamed(name);
  const lines = Array.from({ length: places }, (_, nth) => flightLine(name, customer, nth, slot, wanted));
  return {
    name,
    createdAt,
    locale: "fr",
    customer,
    lines,
    cards: [],
    end: paidAtTheCounter(createdAt, slot.startsAt, now),
  };
}

function giftCard(name: string, purchase: GiftCardPurchase, createdAt: Date): PlannedOrder {
  return {
    name,
    createdAt,
    locale: "fr",
    customer: customerNamed(name),
    lines: [{ type: "GIFT_CARD", purchase }],
    cards: [],
    end: { kind: "paid", method: "MANUAL", at: addMs(createdAt, 3 * MINUTE_MS) },
  };
}

/** The deposit on the spot; the balance on the day, if that day has come. */
function paidAtTheCounter(createdAt: Date, flightAt: Date, now: Date): PlannedOrder["end"] {
  return {
    kind: "paid",
    method: "MANUAL",
    at: addMs(createdAt, 3 * MINUTE_MS),
    ...(flightAt <= now && { balanceAt: flightAt }),
  };
}

const startOf = (stage: PlannedStage, plusDays: number): Date =>
  addMs(instantAt(TIME_ZONE, stage.startDate, 9), plusDays * DAY_MS);

const everyNth = <T>(list: T[], step: number): T[] => list.filter((_, index) => index % step === 0);
