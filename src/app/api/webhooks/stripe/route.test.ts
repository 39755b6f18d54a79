import { afterEach, expect, test } from "vitest";
import { addMinutes, now, setClock } from "@/lib/clock";
import { givenOrder } from "../../../../../tests/support/orders";
import { paymentSucceeded, signed, stripeDelivers, stripeEvent } from "../../../../../tests/support/stripe-events";
import { readAtMost } from "./read-at-most";
import { POST } from "./route";

afterEach(() => setClock());

const URL = "http://localhost/api/webhooks/stripe";

/** A sender of a megabyte, byte by byte as far as it is asked; says how much was taken from it. */
function longBody(): { body: ReadableStream<Uint8Array>; taken: () => number } {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        taken += 1_000;
        if (taken > 1_000_000) controller.close();
        else controller.enqueue(new Uint8Array(1_000));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}
const requestOf = (body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}) =>
  new Request(URL, { method: "POST", body, headers, duplex: "half" } as RequestInit);

test("a body announced as too long is not read at all [M8]", async () => {
  const { body, taken } = longBody();

  expect(await readAtMost(requestOf(body, { "content-length": "300000" }), 262_144)).toBe("too-large");

  expect(taken()).toBe(0);
});

test("a body that turns out too long is read no further [M8]", async () => {
  const { body, taken } = longBody();

  expect(await readAtMost(requestOf(body), 10_000)).toBe("too-large");

  expect(taken()).toBeLessThan(20_000);
});

test("a body longer than it was announced as is still too long", async () => {
  const { body } = longBody();

  expect(await readAtMost(requestOf(body, { "content-length": "9000" }), 10_000)).toBe("too-large");
});

test.each(["gzip", "br", "deflate", "gzip, identity"])(
  "a body compressed by %s is not taken apart: a small one can be a huge one [M8]",
  async (encoding) => {
    const order = await givenOrder();
    const body = JSON.stringify(paymentSucceeded(order));

    const answer = await POST(
      new Request(URL, {
        method: "POST",
        body,
        headers: { "content-encoding": encoding, "stripe-signature": signed(body) },
      }),
    );

    expect(answer.status).toBe(415);
    expect((await order.read()).status).toBe("PENDING");
  },
);

test("an empty body is no event of Stripe's, though somebody signed it [M1] [M16]", async () => {
  expect(await stripeDelivers(stripeEvent("x", {}), { body: "" })).toMatchObject({
    status: 400,
    code: "invalid_signature",
  });
});

test("a signature's age is told by our own clock, which is the database's [T1]", async () => {
  const order = await givenOrder();
  const event = paymentSucceeded(order);
  const made = signed(JSON.stringify(event));
  setClock(addMinutes(now(), 10));

  expect(await stripeDelivers(event, { header: made })).toMatchObject({ status: 400, code: "invalid_signature" });

  expect((await stripeDelivers(event)).outcome).toBe("processed");
});
