import { sql, type SQL } from "drizzle-orm";
import { type Circumstances, type Invariant, PAID_ORDER, type Rule } from "./invariant";

export const places: Invariant = {
  id: "I3",
  sentence: "bookings equal paid lines, one each; bookings plus live holds never exceed a stage's or slot's places",
  rules: (at) => [
    {
      wrong: "is booked, but has not exactly one booking, of the same order and activity",
      from: sql`order_lines l where l.outcome = 'BOOKED'`,
      breach: sql`(
        select coalesce(array_agg(b.order_id = l.order_id and b.stage_id is not distinct from l.stage_id and b.bapteme_id is not distinct from l.bapteme_id), '{}')
        from bookings b where b.order_line_id = l.id
      ) <> '{true}'`,
      row: sql`'line ' || l.id`,
    },
    {
      wrong: "exists although its line is not a paid one",
      from: sql`bookings b join order_lines l on l.id = b.order_line_id join orders o on o.id = l.order_id`,
      breach: sql`l.outcome <> 'BOOKED' or o.status not in ${PAID_ORDER}`,
      row: sql`'booking ' || b.id`,
    },
    {
      wrong: "does not stand on a lasting hold of its own activity",
      from: sql`bookings b left join holds h on h.id = b.hold_id where b.cancelled_at is null`,
      breach: sql`h.id is null or h.expires_at is not null or h.stage_id is distinct from b.stage_id or h.bapteme_id is distinct from b.bapteme_id`,
      row: sql`'booking ' || b.id`,
    },
    {
      wrong: "stands on the same hold as another booking",
      from: sql`(select b.id, count(*) over (partition by b.hold_id) as bookings from bookings b where b.hold_id is not null) b`,
      breach: sql`b.bookings > 1`,
      row: sql`'booking ' || b.id`,
    },
    neverOversold("stage", sql`stages s`, sql`stage_id`, at),
    neverOversold("baptême", sql`baptemes s`, sql`bapteme_id`, at),
    {
      wrong: "is kept for a line whose order can no longer be paid",
      // Joined: asked for each hold whether it has a booking, a large school's answer takes minutes.
      from: sql`holds h join order_lines l on l.id = h.order_line_id join orders o on o.id = l.order_id left join bookings b on b.hold_id = h.id`,
      breach: sql`o.payable_until is null and b.id is null`,
      row: sql`'hold ' || h.id`,
    },
    {
      wrong: "keeps a place for good, and no booking stands on it",
      from: sql`holds h where h.expires_at is null and h.order_line_id is null`,
      breach: sql`not exists (select from bookings b where b.hold_id = h.id)`,
      row: sql`'hold ' || h.id`,
    },
    {
      wrong: "can still be paid, but no place is kept for it",
      from: sql`order_lines l join orders o on o.id = l.order_id left join holds h on h.order_line_id = l.id
        where o.payable_until is not null and l.type <> 'GIFT_CARD'`,
      // A newer order of the same cart: the older one was paid after all, and took the place that both were for.
      breach: sql`(h.id is null or h.stage_id is distinct from l.stage_id or h.bapteme_id is distinct from l.bapteme_id)
        and not exists (select from order_lines bought where bought.cart_item_id = l.cart_item_id and bought.outcome = 'BOOKED')`,
      row: sql`'line ' || l.id`,
    },
    {
      wrong: "is for another activity than its cart item",
      from: sql`holds h join cart_items i on i.id = h.cart_item_id`,
      breach: sql`h.stage_id is distinct from i.stage_id or h.bapteme_id is distinct from i.bapteme_id`,
      row: sql`'hold ' || h.id`,
    },
  ],
};

/** A booking counts even if its hold is not there: what is missing then is a place that somebody else may have taken. */
function neverOversold(word: string, table: SQL, activityId: SQL, at: Circumstances): Rule {
  return {
    wrong: "has fewer places than are taken",
    from: sql`${table}
      left join (
        select h.${activityId} as activity_id, count(*) as taken from holds h
        where h.order_line_id is not null or h.expires_at is null or h.expires_at > ${at.now}
        group by 1
      ) held on held.activity_id = s.id
      left join (
        select b.${activityId} as activity_id, count(*) as taken from bookings b left join holds h on h.id = b.hold_id
        where b.cancelled_at is null and (h.id is null or (h.order_line_id is null and h.expires_at <= ${at.now}))
        group by 1
      ) unheld on unheld.activity_id = s.id`,
    breach: sql`coalesce(held.taken, 0) + coalesce(unheld.taken, 0) > s.places`,
    row: sql`${word}::text || ' ' || s.id || ' (' || coalesce(held.taken, 0) + coalesce(unheld.taken, 0) || ' of ' || s.places || ')'`,
  };
}
