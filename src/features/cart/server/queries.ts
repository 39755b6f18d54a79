import { sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { CartItemType, GiftCardPurchase, GiftCardSpec, Locale, Participant } from "@/db/schema/snapshots";

export type CartRow = {
  id: string;
  locale: Locale;
  shownDueNowCents: number;
  shownBalanceCents: number;
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
  stage: { type: StageType; startDate: string; endDate: string; durationDays: number; priceCents: number; depositCents: number; begun: boolean } | null;
  bapteme: { startsAt: string; durationMinutes: number; depositCents: number; videoPriceCents: number; categoryPriceCents: number | null } | null;
  activityPrice: { priceCents: number; videoPriceCents: number } | null;
  hold: { id: string; expiresAt: string | null; live: boolean } | null;
};

export type CartGiftCardRow = { id: string; code: string; kind: "AMOUNT" | "ACTIVITY"; spec: GiftCardSpec; balanceCents: number; keptCents: number; expiresAt: string };

/**
 * A whole cart in one statement: it is read by every page. What other carts' orders keep of a gift card counts; what this
 * cart's own open order keeps does not, for asking again gives that order back or replaces it.
 */
export async function findCart(reader: Reader, sessionId: string, now: Date): Promise<CartRow | null> {
  const { rows } = await reader.execute<{ cart: CartRow }>(sql`
    select json_build_object(
      'id', s.id, 'locale', s.locale, 'shownDueNowCents', s.shown_due_now_cents, 'shownBalanceCents', s.shown_balance_cents,
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
        where i.cart_session_id = s.id
      ),
      'giftCards', (
        select coalesce(json_agg(json_build_object(
          'id', g.id, 'code', g.code, 'kind', g.kind, 'spec', g.spec, 'balanceCents', g.balance_cents, 'expiresAt', g.expires_at,
          'keptCents', ${keptByOthers(sql`g.id`, sql`s.id`)}
        ) order by c.position), '[]')
        from cart_gift_cards c
        join gift_cards g on g.id = c.gift_card_id
        where c.cart_session_id = s.id
      )
    ) as cart
    from cart_sessions s
    where s.id = ${sessionId}`);
  return rows[0]?.cart ?? null;
}

/** Parts of a gift card that orders of other carts keep while they can be paid. */
const keptByOthers = (giftCardId: ReturnType<typeof sql>, sessionId: ReturnType<typeof sql>) => sql`(
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

/** What an answer shows becomes what an order may take; and being shown is being used. At most one write an hour when nothing changed. */
export async function recordShown(tx: Tx, sessionId: string, shown: { dueNowCents: number; balanceCents: number }, now: Date): Promise<void> {
  await tx.execute(sql`
    update cart_sessions
    set shown_due_now_cents = ${shown.dueNowCents}, shown_balance_cents = ${shown.balanceCents}, last_used_at = greatest(last_used_at, ${now}::timestamptz)
    where id = ${sessionId}
      and (shown_due_now_cents <> ${shown.dueNowCents} or shown_balance_cents <> ${shown.balanceCents}
        or last_used_at < ${now}::timestamptz - interval '1 hour')`);
}
