import { beforeAll, expect, test } from "vitest";
import { givenBapteme, givenCart, givenHold, givenStage } from "../../tests/support/given";
import { guardThatRefuses } from "../../tests/support/guard-that-refuses";
import { givenOrder } from "../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../tests/support/stripe-events";
import { pool } from "./client";

let flight: { lineId: string; bookingId: string };
let course: { lineId: string };
let other: { orderId: string; stageId: string; baptemeId: string; holdId: string };

beforeAll(async () => {
  const order = await givenOrder({
    cart: await givenCart({ items: [{ bapteme: await givenBapteme() }, { stage: await givenStage() }] }),
  });
  await stripeDelivers(paymentSucceeded(order));
  const bapteme = await givenBapteme();
  other = {
    orderId: (await givenOrder()).id,
    stageId: (await givenStage()).id,
    baptemeId: bapteme.id,
    holdId: (await givenHold({ bapteme })).id,
  };
  const lineOf = async (type: string) =>
    idOf("select id from order_lines where order_id = $1 and type = $2", order.id, type);
  flight = {
    lineId: await lineOf("BAPTEME"),
    bookingId: await idOf("select id from bookings where order_id = $1 and bapteme_id is not null", order.id),
  };
  course = { lineId: await lineOf("STAGE") };
});

test("a booked flight never stands on another slot's place", async () => {
  expect(await refusalOf("update bookings set hold_id = $2 where id = $1", flight.bookingId, other.holdId)).toBe(
    "booking_hold_guard",
  );
});

test.each([
  ["price_cents = price_cents + 1, due_now_cents = due_now_cents + 1"],
  ["price_cents = price_cents + 1, balance_cents = balance_cents + 1"],
  ["due_now_cents = due_now_cents + 1, balance_cents = balance_cents - 1"],
])("no later price touches a line that was ordered: %s", async (change) => {
  expect(await refusalOf(`update order_lines set ${change} where id = $1`, course.lineId)).toBe(
    "order_line_snapshot_is_final",
  );
});

test("a line stays with its order, its stage, its slot", async () => {
  const changes: [column: string, lineId: string, value: string][] = [
    ["order_id", course.lineId, other.orderId],
    ["stage_id", course.lineId, other.stageId],
    ["bapteme_id", flight.lineId, other.baptemeId],
  ];
  for (const [column, lineId, value] of changes)
    // A position that the other order has not, so that nothing else can refuse.
    expect(await refusalOf(`update order_lines set ${column} = $2, position = 99 where id = $1`, lineId, value)).toBe(
      "order_line_snapshot_is_final",
    );
});

async function idOf(query: string, ...values: unknown[]): Promise<string> {
  const { rows } = await pool().query<{ id: string }>(query, values);
  if (rows[0] === undefined) throw new Error("there is no such row");
  return rows[0].id;
}

const refusalOf = (statement: string, ...values: unknown[]): Promise<string | undefined> =>
  guardThatRefuses(async (client) => {
    const { rowCount } = await client.query(statement, values);
    if (rowCount !== 1) throw new Error("the statement met no row");
  });
