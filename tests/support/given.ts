import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { cartGiftCards, cartItems } from "@/db/schema/cart";
import { cartSessions } from "@/db/schema/cart-sessions";
import { baptemeCategories, baptemes, giftCardPrices, stages } from "@/db/schema/catalogue";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import { newId } from "@/db/schema/columns";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { giftCards } from "@/db/schema/gift-cards";
import type { GiftCardRecipient, GiftCardSpec, Locale, Participant } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { takeHold } from "@/features/bookings/server/take-hold";
import { lockCart } from "@/features/cart/server/lock-cart";
import { priceCart } from "@/features/cart/server/price-cart";
import { CART_COOKIE, openCartSession } from "@/features/cart/server/session";
import { newGiftCardCode } from "@/features/gift-cards/code";
import { addMinutes, addMs, DAY_MS, now } from "@/lib/clock";
import { config } from "@/lib/config";

/** A plain date, so many days from today. */
export const dateInDays = (days: number): string =>
  addMs(now(), days * DAY_MS)
    .toISOString()
    .slice(0, 10);

type Stage = typeof stages.$inferSelect;
type Bapteme = typeof baptemes.$inferSelect & {
  categories: { category: BaptemeCategory; priceCents: number }[];
};
type GiftCard = typeof giftCards.$inferSelect;

/** An initiation in a month: five days, six places, 450 € of which 100 € now. */
export async function givenStage({
  startsInDays = 30,
  durationDays = 5,
  ...changes
}: Partial<Stage> & { startsInDays?: number; durationDays?: number } = {}): Promise<Stage> {
  const [stage] = await db()
    .insert(stages)
    .values({
      type: "INITIATION",
      startDate: dateInDays(startsInDays),
      endDate: dateInDays(startsInDays + durationDays - 1),
      priceCents: 45_000,
      depositCents: 10_000,
      places: 6,
      ...changes,
    })
    .returning();
  return found(stage);
}

const BAPTEME_PRICES: Record<BaptemeCategory, number> = {
  AVENTURE: 11_000,
  DUREE: 15_000,
  LONGUE_DUREE: 18_500,
  ENFANT: 9_000,
  HIVER: 13_000,
};

/** A slot in ten days with two places and every category: 35 € now, 25 € for the video. `prices` says what it offers instead. */
export async function givenBapteme({
  prices = BAPTEME_PRICES,
  ...changes
}: Partial<typeof baptemes.$inferSelect> & {
  prices?: Partial<Record<BaptemeCategory, number>>;
} = {}): Promise<Bapteme> {
  const [bapteme] = await db()
    .insert(baptemes)
    .values({
      startsAt: addMs(now(), 10 * DAY_MS),
      durationMinutes: 30,
      depositCents: 3_500,
      videoPriceCents: 2_500,
      places: 2,
      ...changes,
    })
    .returning();
  const slot = found(bapteme);
  // Object.entries widens the keys; they are the record's own.
  const categories = (Object.entries(prices) as [BaptemeCategory, number][]).map(([category, priceCents]) => ({
    category,
    priceCents,
  }));
  if (categories.length > 0)
    await db()
      .insert(baptemeCategories)
      .values(categories.map((one) => ({ baptemeId: slot.id, ...one })));
  return { ...slot, categories };
}

/** So many places of it booked for good. */
export async function givenTakenPlaces(
  activity: { stage?: { id: string }; bapteme?: { id: string } },
  count: number,
): Promise<void> {
  for (let taken = 0; taken < count; taken += 1) {
    await givenHold({ ...activity, expiresAt: null });
  }
}

/** One place taken until then; by nobody's cart unless it says so. */
export async function givenHold({
  stage,
  bapteme,
  ...changes
}: {
  stage?: { id: string };
  bapteme?: { id: string };
  expiresAt?: Date | null;
  cartItemId?: string;
  orderLineId?: string;
}): Promise<{ id: string }> {
  const [hold] = await db()
    .insert(holds)
    .values({
      stageId: stage?.id ?? null,
      baptemeId: bapteme?.id ?? null,
      expiresAt: addMinutes(now(), config().HOLD_MINUTES),
      createdAt: now(),
      ...changes,
    })
    .returning({ id: holds.id });
  return found(hold);
}

/** Today's prices of activity gift cards: 450 € for an initiation, 110 € for an aventure (25 € for its video), unless said otherwise. */
export async function givenGiftCardPrices(
  prices: {
    activity: "STAGE" | "BAPTEME";
    stageType?: StageType;
    category?: BaptemeCategory;
    priceCents: number;
    videoPriceCents?: number;
  }[] = [
    { activity: "STAGE", stageType: "INITIATION", priceCents: 45_000 },
    { activity: "BAPTEME", category: "AVENTURE", priceCents: 11_000, videoPriceCents: 2_500 },
  ],
): Promise<void> {
  await db().insert(giftCardPrices).values(prices).onConflictDoNothing();
}

type GivenGiftCard = {
  kind?: "AMOUNT" | "ACTIVITY";
  /** What it holds; for an activity card, what was paid for it. */
  amountCents?: number;
  /** What an activity card gives; an aventure without video unless said otherwise. */
  spec?: GiftCardSpec;
  expiresAt?: Date;
  code?: string;
};

/** A gift card of 100 €, valid for a year, with its entry in the ledger. A `spec` of an activity makes it an activity card. */
export async function givenGiftCard({
  kind,
  amountCents,
  spec,
  expiresAt,
  code,
}: GivenGiftCard = {}): Promise<GiftCard> {
  const whatItGives =
    spec ??
    (kind === "ACTIVITY"
      ? { kind, activity: "BAPTEME" as const, category: "AVENTURE" as const, video: false }
      : { kind: "AMOUNT" as const, amountCents: amountCents ?? 10_000 });
  const worthCents = amountCents ?? (whatItGives.kind === "AMOUNT" ? whatItGives.amountCents : 11_000);
  return transaction(async (tx) => {
    const id = newId();
    await tx.insert(giftCards).values({
      id,
      code: code ?? newGiftCardCode(),
      kind: whatItGives.kind,
      spec: whatItGives,
      issuedAt: now(),
      expiresAt: expiresAt ?? addMs(now(), 365 * DAY_MS),
    });
    if (worthCents > 0)
      await tx
        .insert(giftCardEntries)
        .values({ giftCardId: id, kind: "ISSUE", amountCents: worthCents, createdAt: now() });
    const [card] = await tx.select().from(giftCards).where(eq(giftCards.id, id));
    return found(card);
  });
}

export function givenParticipant(changes: Partial<Participant> = {}): Participant {
  return {
    firstName: "Camille",
    lastName: "Durand",
    email: "camille.durand@example.org",
    phone: "+33 6 12 34 56 78",
    birthDate: "1990-05-17",
    weightKg: 68,
    heightCm: 172,
    ...changes,
  };
}

type GivenHoldState = "live" | "lapsed" | "none";
type GivenItem = { participant?: Partial<Participant>; hold?: GivenHoldState } & (
  | { stage: Pick<Stage, "id" | "type">; stageType?: StageType }
  | { bapteme: { id: string }; category?: BaptemeCategory; video?: boolean }
  | { giftCard: GiftCardSpec; recipient?: GiftCardRecipient; deliverAt?: string }
);
type GivenCart = {
  items?: GivenItem[];
  giftCards?: { id: string }[];
  locale?: Locale;
  lastUsedAt?: Date;
};

/** `items` are in the given order; `cookie` is ready for a request's header. */
export type Cart = {
  sessionId: string;
  token: string;
  cookie: string;
  items: { id: string; holdId: string | null }[];
};

/**
 * A visitor's cart as they left it: each place held, and its totals shown to them. Without `items`, one place on a stage of its own.
 * A `lapsed` hold is one whose time is over and whose row still stands; `none` was cleared away.
 */
export async function givenCart({
  items,
  giftCards: cards = [],
  locale = "fr",
  lastUsedAt,
}: GivenCart = {}): Promise<Cart> {
  const wanted = items ?? [{ stage: await givenStage() }];
  return transaction(async (tx) => {
    const { id: sessionId, token } = openCartSession(tx, locale, now());
    await lockCart(tx, { id: sessionId });
    const made: Cart["items"] = [];
    for (const item of wanted) {
      const [row] = await tx
        .insert(cartItems)
        .values({ cartSessionId: sessionId, createdAt: now(), ...itemRow(item) })
        .returning();
      made.push({ id: found(row).id, holdId: null });
    }
    // In the lock order: by the activities' ids, not by the cart's order.
    const places = wanted
      .map((item, index) => ({ item, made: found(made[index]) }))
      .toSorted((a, b) => (activityId(a.item) < activityId(b.item) ? -1 : 1));
    for (const place of places) {
      if ("giftCard" in place.item || place.item.hold === "none") continue;
      const expiresAt = addMinutes(now(), config().HOLD_MINUTES);
      const activity = "stage" in place.item ? { stageId: place.item.stage.id } : { baptemeId: place.item.bapteme.id };
      const taken = await takeHold(tx, { ...activity, cartItemId: place.made.id, expiresAt }, now());
      if (taken === "sold_out") throw new Error("given a cart with a place that is not there: make room for it first");
      place.made.holdId = taken.holdId;
    }
    // Last: taking the next place of the same activity would clear a lapsed one away.
    for (const { item, made } of places) {
      if (item.hold === "lapsed" && made.holdId !== null)
        await tx
          .update(holds)
          .set({ expiresAt: addMinutes(now(), -1) })
          .where(eq(holds.id, made.holdId));
    }
    for (const card of cards)
      await tx.insert(cartGiftCards).values({ cartSessionId: sessionId, giftCardId: card.id, addedAt: now() });
    const { totals } = found((await priceCart(tx, { id: sessionId }, now())) ?? undefined);
    await tx
      .update(cartSessions)
      .set({
        shownDueNowCents: totals.dueNowCents,
        shownBalanceCents: totals.balanceCents,
        ...(lastUsedAt && { lastUsedAt }),
      })
      .where(eq(cartSessions.id, sessionId));
    return { sessionId, token, cookie: `${CART_COOKIE}=${token}`, items: made };
  });
}

function itemRow(item: GivenItem): Omit<typeof cartItems.$inferInsert, "cartSessionId" | "createdAt"> {
  if ("stage" in item) {
    const stageType = item.stageType ?? (item.stage.type === "DOUBLE" ? "INITIATION" : item.stage.type);
    return {
      type: "STAGE",
      stageId: item.stage.id,
      stageType,
      participant: givenParticipant(item.participant),
    };
  }
  if ("bapteme" in item) {
    return {
      type: "BAPTEME",
      baptemeId: item.bapteme.id,
      category: item.category ?? "AVENTURE",
      video: item.video ?? false,
      participant: givenParticipant(item.participant),
    };
  }
  return {
    type: "GIFT_CARD",
    giftCard: {
      giftCard: item.giftCard,
      recipient: item.recipient ?? { name: "Lou" },
      deliverAt: item.deliverAt,
    },
  };
}

const activityId = (item: GivenItem): string =>
  "stage" in item ? item.stage.id : "bapteme" in item ? item.bapteme.id : "";

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error("the database gave no row back");
  return row;
}
