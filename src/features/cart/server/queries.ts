import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { cartGiftCards, cartItems } from "@/db/schema/cart";
import { cartSessions } from "@/db/schema/cart-sessions";
import { baptemes, giftCardPrices, stages } from "@/db/schema/catalogue";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import { newId } from "@/db/schema/columns";
import { giftCards } from "@/db/schema/gift-cards";
import type { CartItemType, GiftCardPurchase, GiftCardSpec, Locale, Participant } from "@/db/schema/snapshots";

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
export async function findCart(reader: Reader, sessionId: string, now: Date): Promise<CartRow | null> {
  const cart = sql<CartRow>`json_build_object(
      'id', cart_sessions.id, 'locale', cart_sessions.locale, 'lastUsedAt', cart_sessions.last_used_at,
      'shownDueNowCents', cart_sessions.shown_due_now_cents, 'shownBalanceCents', cart_sessions.shown_balance_cents,
      'items', (
        select coalesce(json_agg(json_build_object(
          'id', i.id, 'type', i.type, 'stageId', i.stage_id, 'stageType', i.stage_type, 'baptemeId', i.bapteme_id,
          'category', i.category, 'video', i.video, 'participant', i.participant, 'giftCard', i.gift_card,
          'stage', case when st.id is not null then json_build_object(
            'type', st.type, 'startDate', st.start_date, 'endDate', st.end_date, 'durationDays', st.end_date - st.start_date + 1,
            'priceCents', st.price_cents, 'depositCents', st.deposit_cents,
            'begun', st.start_date < (${now}::timestamptz at time zone school.time_zone)::date) end,
          'bapteme', case when b.id is not null then json_build_object(
            'startsAt', b.starts_at, 'durationMinutes', b.duration_minutes, 'depositCents', b.deposit_cents,
            'videoPriceCents', b.video_price_cents, 'categoryPriceCents', bc.price_cents) end,
          'activityPrice', case when p.id is not null then json_build_object(
            'priceCents', p.price_cents, 'videoPriceCents', p.video_price_cents) end,
          'hold', case when h.id is not null then json_build_object(
            'id', h.id, 'expiresAt', h.expires_at,
            'live', h.order_line_id is not null or h.expires_at is null or h.expires_at > ${now}::timestamptz) end
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
          'keptCents', ${keptByOthers(sql`g.id`, sql`cart_sessions.id`)}
        ) order by c.position), '[]')
        from cart_gift_cards c
        join gift_cards g on g.id = c.gift_card_id
        where c.cart_session_id = cart_sessions.id
      )
    )`;
  // Named, so that each connection plans it once: planning takes longer than running it.
  const [row] = await reader
    .select({ cart })
    .from(cartSessions)
    .where(eq(cartSessions.id, sessionId))
    .prepare("find_cart")
    .execute();
  return row?.cart ?? null;
}

/** Parts of a gift card that orders of other carts keep while they can be paid. */
const keptByOthers = (giftCardId: SQL, sessionId: SQL): SQL => sql`(
  select coalesce(sum(kept.amount_cents), 0)
  from payments kept
  join orders o on o.id = kept.order_id
  where kept.gift_card_id = ${giftCardId} and kept.method = 'GIFT_CARD' and kept.status = 'PENDING'
    and o.payable_until is not null and o.cart_session_id is distinct from ${sessionId}
)`;

/** By id, the last in the lock order. NO KEY UPDATE: other carts may go on pointing to the card. */
export async function lockGiftCardsOfCart(tx: Reader, sessionId: string): Promise<void> {
  await tx.execute(sql`
    select id from gift_cards
    where id in (select gift_card_id from cart_gift_cards where cart_session_id = ${sessionId})
    order by id for no key update`);
}

/** What an answer shows becomes what an order may take; and being shown is being used. */
export async function recordShown(
  tx: Tx,
  sessionId: string,
  shown: { dueNowCents: number; balanceCents: number },
  now: Date,
): Promise<void> {
  await tx
    .update(cartSessions)
    .set({ shownDueNowCents: shown.dueNowCents, shownBalanceCents: shown.balanceCents, lastUsedAt: now })
    .where(eq(cartSessions.id, sessionId));
}

export async function findStageToSell(
  tx: Tx,
  stageId: string,
): Promise<{ id: string; type: StageType; startDate: string } | null> {
  const [stage] = await tx
    .select({ id: stages.id, type: stages.type, startDate: stages.startDate })
    .from(stages)
    .where(eq(stages.id, stageId))
    .limit(1);
  return stage ?? null;
}

export async function findBaptemeToSell(
  tx: Tx,
  baptemeId: string,
): Promise<{ id: string; startsAt: Date; categories: BaptemeCategory[] } | null> {
  const [bapteme] = await tx
    .select({
      id: baptemes.id,
      startsAt: baptemes.startsAt,
      categories: sql<
        BaptemeCategory[]
      >`array(select category from bapteme_categories where bapteme_id = baptemes.id order by category)`,
    })
    .from(baptemes)
    .where(eq(baptemes.id, baptemeId))
    .limit(1);
  return bapteme ?? null;
}

export async function findGiftCardPrice(
  tx: Tx,
  spec: Extract<GiftCardSpec, { kind: "ACTIVITY" }>,
): Promise<{ priceCents: number } | null> {
  const ofActivity =
    spec.activity === "STAGE"
      ? eq(giftCardPrices.stageType, spec.stageType)
      : eq(giftCardPrices.category, spec.category);
  const [price] = await tx
    .select({ priceCents: giftCardPrices.priceCents })
    .from(giftCardPrices)
    .where(ofActivity)
    .limit(1);
  return price ?? null;
}

export type NewItem = Pick<
  typeof cartItems.$inferInsert,
  "type" | "stageId" | "stageType" | "baptemeId" | "category" | "video" | "participant" | "giftCard"
>;

export async function insertItem(tx: Tx, sessionId: string, item: NewItem, now: Date): Promise<string> {
  const id = newId();
  await tx.insert(cartItems).values({ id, cartSessionId: sessionId, createdAt: now, ...item });
  return id;
}

export async function countItems(tx: Tx, sessionId: string): Promise<{ items: number; giftCardItems: number }> {
  const [counted] = await tx
    .select({
      items: sql`count(*)`.mapWith(Number),
      giftCardItems: sql`count(*) filter (where ${cartItems.type} = 'GIFT_CARD')`.mapWith(Number),
    })
    .from(cartItems)
    .where(eq(cartItems.cartSessionId, sessionId));
  return counted ?? { items: 0, giftCardItems: 0 };
}

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
  const [card] = await tx
    .select({
      id: giftCards.id,
      kind: giftCards.kind,
      balanceCents: giftCards.balanceCents,
      expiresAt: giftCards.expiresAt,
      keptCents: keptByOthers(sql`gift_cards.id`, sql`${sessionId}::uuid`).mapWith(Number),
    })
    .from(giftCards)
    .where(eq(giftCards.code, code))
    .limit(1);
  return card ?? null;
}

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
