import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { cartGiftCards, cartItems } from "@/db/schema/cart";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import { giftCards } from "@/db/schema/gift-cards";
import type { CartItemType, GiftCardPurchase, GiftCardSpec, Locale, Participant } from "@/db/schema/snapshots";
import { statement } from "@/db/statement";
import { THE_CART, valuesOf, type WhichCart } from "./session";

export type CartRow = {
  id: string;
  locale: Locale;
  shownDueNowCents: number;
  shownBalanceCents: number;
  lastUsedAt: string;
  items: CartItemRow[];
  giftCards: CartGiftCardRow[];
};

/** As JSON carries it: instants are text, amounts are numbers. */
export type CartItemRow = {
  id: string;
  type: CartItemType;
  stageId: string | null;
  stageType: StageType | null;
  baptemeId: string | null;
  category: BaptemeCategory | null;
  video: boolean;
  participant: Participant | null;
  giftCard: GiftCardPurchase | null;
  stage: {
    type: StageType;
    startDate: string;
    endDate: string;
    durationDays: number;
    priceCents: number;
    depositCents: number;
    begun: boolean;
  } | null;
  bapteme: {
    startsAt: string;
    durationMinutes: number;
    depositCents: number;
    videoPriceCents: number;
    categoryPriceCents: number | null;
  } | null;
  activityPrice: { priceCents: number; videoPriceCents: number } | null;
  hold: { id: string; expiresAt: string | null; live: boolean } | null;
};

export type CartGiftCardRow = {
  id: string;
  code: string;
  kind: "AMOUNT" | "ACTIVITY";
  spec: GiftCardSpec;
  balanceCents: number;
  keptCents: number;
  expiresAt: string;
};

/**
 * A whole cart in one statement: it is read by every page. What other carts' orders keep of a gift card counts; what this
 * cart's own open order keeps does not, for asking again gives that order back or replaces it.
 */
export async function findCart(tx: Tx | null, which: WhichCart, now: Date): Promise<CartRow | null> {
  const [row] = await selectCart(tx, [...valuesOf(which), now]);
  return row?.cart ?? null;
}

/** Parts of a gift card that orders of other carts keep while they can be paid. */
const keptByOthers = (giftCardId: string, sessionId: string): string => `(
  select coalesce(sum(kept.amount_cents), 0)::float8
  from payments kept
  join orders o on o.id = kept.order_id
  where kept.gift_card_id = ${giftCardId} and kept.method = 'GIFT_CARD' and kept.status = 'PENDING'
    and o.payable_until is not null and o.cart_session_id is distinct from ${sessionId}
)`;

const selectCart = statement<{ cart: CartRow }>(
  "find-cart",
  `select json_build_object(
      'id', cart_sessions.id, 'locale', cart_sessions.locale, 'lastUsedAt', cart_sessions.last_used_at,
      'shownDueNowCents', cart_sessions.shown_due_now_cents, 'shownBalanceCents', cart_sessions.shown_balance_cents,
      'items', (
        select coalesce(json_agg(json_build_object(
          'id', i.id, 'type', i.type, 'stageId', i.stage_id, 'stageType', i.stage_type, 'baptemeId', i.bapteme_id,
          'category', i.category, 'video', i.video, 'participant', i.participant, 'giftCard', i.gift_card,
          'stage', case when st.id is not null then json_build_object(
            'type', st.type, 'startDate', st.start_date, 'endDate', st.end_date, 'durationDays', st.end_date - st.start_date + 1,
            'priceCents', st.price_cents, 'depositCents', st.deposit_cents,
            'begun', st.start_date < ($3::timestamptz at time zone school.time_zone)::date) end,
          'bapteme', case when b.id is not null then json_build_object(
            'startsAt', b.starts_at, 'durationMinutes', b.duration_minutes, 'depositCents', b.deposit_cents,
            'videoPriceCents', b.video_price_cents, 'categoryPriceCents', bc.price_cents) end,
          'activityPrice', case when p.id is not null then json_build_object(
            'priceCents', p.price_cents, 'videoPriceCents', p.video_price_cents) end,
          'hold', case when h.id is not null then json_build_object(
            'id', h.id, 'expiresAt', h.expires_at,
            'live', h.order_line_id is not null or h.expires_at is null or h.expires_at > $3::timestamptz) end
        ) order by i.position), '[]')
        from cart_items i
        cross join (select coalesce((select time_zone from schools where id = 1), 'Europe/Paris') as time_zone) school
        left join stages st on st.id = i.stage_id
        left join baptemes b on b.id = i.bapteme_id
        left join bapteme_categories bc on bc.bapteme_id = i.bapteme_id and bc.category = i.category
        left join gift_card_prices p on i.gift_card -> 'giftCard' ->> 'kind' = 'ACTIVITY'
          and (p.stage_type = i.gift_card -> 'giftCard' ->> 'stageType' or p.category = i.gift_card -> 'giftCard' ->> 'category')
        left join holds h on h.cart_item_id = i.id
        where i.cart_session_id = cart_sessions.id
      ),
      'giftCards', (
        select coalesce(json_agg(json_build_object(
          'id', g.id, 'code', g.code, 'kind', g.kind, 'spec', g.spec, 'balanceCents', g.balance_cents, 'expiresAt', g.expires_at,
          'keptCents', ${keptByOthers("g.id", "cart_sessions.id")}
        ) order by c.position), '[]')
        from cart_gift_cards c
        join gift_cards g on g.id = c.gift_card_id
        where c.cart_session_id = cart_sessions.id
      )
    ) as cart
    from cart_sessions
    where id = ${THE_CART}`,
);

/** By id, the last in the lock order. NO KEY UPDATE: other carts may go on pointing to the card. */
export async function lockGiftCardsOfCart(tx: Tx, sessionId: string): Promise<void> {
  await lockCards(tx, [sessionId]);
}

const lockCards = statement(
  "lock-gift-cards-of-cart",
  `select id from gift_cards
   where id in (select gift_card_id from cart_gift_cards where cart_session_id = $1)
   order by id for no key update`,
);

/** What an answer shows becomes what an order may take; and being shown is being used. Waited for with COMMIT. */
export function recordShown(
  tx: Tx,
  sessionId: string,
  shown: { dueNowCents: number; balanceCents: number },
  now: Date,
): void {
  record.send(tx, [sessionId, shown.dueNowCents, shown.balanceCents, now]);
}

const record = statement(
  "record-shown",
  `update cart_sessions set shown_due_now_cents = $2, shown_balance_cents = $3, last_used_at = $4 where id = $1`,
);

export type StageToSell = { id: string; type: StageType; startDate: string };

export const findStageToSell = async (tx: Tx, stageId: string): Promise<StageToSell | null> =>
  (await selectStage(tx, [stageId]))[0] ?? null;

const selectStage = statement<StageToSell>(
  "find-stage-to-sell",
  `select id, type, start_date::text as "startDate" from stages where id = $1`,
);

export type BaptemeToSell = { id: string; startsAt: Date; categories: BaptemeCategory[] };

export const findBaptemeToSell = async (tx: Tx, baptemeId: string): Promise<BaptemeToSell | null> =>
  (await selectBapteme(tx, [baptemeId]))[0] ?? null;

const selectBapteme = statement<BaptemeToSell>(
  "find-bapteme-to-sell",
  `select id, starts_at as "startsAt",
     array(select category from bapteme_categories where bapteme_id = baptemes.id order by category) as categories
   from baptemes where id = $1`,
);

type ActivityForGift = { activity: "STAGE"; stageType: StageType } | { activity: "BAPTEME"; category: BaptemeCategory };

export async function findGiftCardPrice(tx: Tx, gift: ActivityForGift): Promise<{ priceCents: number } | null> {
  const ofStage = gift.activity === "STAGE";
  const [price] = await selectPrice(tx, [ofStage ? gift.stageType : null, ofStage ? null : gift.category]);
  return price ?? null;
}

const selectPrice = statement<{ priceCents: number }>(
  "find-gift-card-price",
  `select price_cents::float8 as "priceCents" from gift_card_prices where stage_type = $1 or category = $2`,
);

export type NewItem = Pick<
  typeof cartItems.$inferInsert,
  "type" | "stageId" | "stageType" | "baptemeId" | "category" | "video" | "participant" | "giftCard"
>;

/** Waited for with what follows. */
export function insertItem(tx: Tx, sessionId: string, itemId: string, item: NewItem, now: Date): void {
  insert.send(tx, [
    itemId,
    sessionId,
    item.type,
    item.stageId,
    item.stageType,
    item.baptemeId,
    item.category,
    item.video ?? false,
    item.participant,
    item.giftCard,
    now,
  ]);
}

const insert = statement(
  "insert-cart-item",
  `insert into cart_items (id, cart_session_id, type, stage_id, stage_type, bapteme_id, category, video, participant, gift_card, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);

export type Counted = { items: number; giftCardItems: number };

export async function countItems(tx: Tx, which: WhichCart): Promise<Counted> {
  const [counted] = await count(tx, valuesOf(which));
  return counted ?? { items: 0, giftCardItems: 0 };
}

const count = statement<Counted>(
  "count-items",
  `select count(*)::int as items, (count(*) filter (where type = 'GIFT_CARD'))::int as "giftCardItems"
   from cart_items
   where cart_session_id = ${THE_CART}`,
);

export type ItemInCart = { id: string; type: CartItemType; stageId: string | null; baptemeId: string | null };

export async function findItem(tx: Tx, sessionId: string, itemId: string): Promise<ItemInCart | null> {
  const [item] = await tx
    .select({ id: cartItems.id, type: cartItems.type, stageId: cartItems.stageId, baptemeId: cartItems.baptemeId })
    .from(cartItems)
    .where(and(eq(cartItems.id, itemId), eq(cartItems.cartSessionId, sessionId)))
    .limit(1);
  return item ?? null;
}

export async function updateItem(
  tx: Tx,
  itemId: string,
  changes: Pick<NewItem, "category" | "video" | "participant">,
): Promise<void> {
  await tx.update(cartItems).set(changes).where(eq(cartItems.id, itemId));
}

export async function deleteItem(tx: Tx, itemId: string): Promise<void> {
  await tx.delete(cartItems).where(eq(cartItems.id, itemId));
}

export type GiftCardToUse = {
  id: string;
  kind: "AMOUNT" | "ACTIVITY";
  balanceCents: number;
  keptCents: number;
  expiresAt: Date;
};

/** What orders of other carts than this keep of it counts as gone. */
export async function findGiftCardToUse(tx: Tx, code: string, sessionId: string): Promise<GiftCardToUse | null> {
  const [card] = await selectCard(tx, [code, sessionId]);
  return card ?? null;
}

const selectCard = statement<GiftCardToUse>(
  "find-gift-card-to-use",
  `select id, kind, balance_cents::float8 as "balanceCents", expires_at as "expiresAt",
     ${keptByOthers("gift_cards.id", "$2::uuid")} as "keptCents"
   from gift_cards
   where code = $1`,
);

export async function findCodesOnCart(tx: Tx, sessionId: string): Promise<string[]> {
  const rows = await tx
    .select({ code: giftCards.code })
    .from(cartGiftCards)
    .innerJoin(giftCards, eq(giftCards.id, cartGiftCards.giftCardId))
    .where(eq(cartGiftCards.cartSessionId, sessionId))
    .orderBy(cartGiftCards.position);
  return rows.map(({ code }) => code);
}

export async function insertCartGiftCard(tx: Tx, sessionId: string, giftCardId: string, now: Date): Promise<void> {
  await tx.insert(cartGiftCards).values({ cartSessionId: sessionId, giftCardId, addedAt: now }).onConflictDoNothing();
}

/** False when it is not on this cart. */
export async function deleteCartGiftCard(tx: Tx, sessionId: string, code: string): Promise<boolean> {
  const card = tx.select({ id: giftCards.id }).from(giftCards).where(eq(giftCards.code, code));
  const { rowCount } = await tx
    .delete(cartGiftCards)
    .where(and(eq(cartGiftCards.cartSessionId, sessionId), inArray(cartGiftCards.giftCardId, card)));
  return rowCount === 1;
}
