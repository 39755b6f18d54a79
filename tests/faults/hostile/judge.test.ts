import { beforeAll, describe, expect, test } from "vitest";
import { problemResponse } from "@/lib/problem";
import { databaseUnavailable, paymentProviderUnavailable, type Refusal } from "@/lib/errors";
import { orderNotPayable } from "@/features/orders/server/refusals";
import { unsupportedMediaType } from "@/app/api/refusals";
import { readContract, type Contract } from "./contract";
import { judge, type Case } from "./judge";
import { judgeWrites } from "./judge-writes";
import type { Received, Sent } from "./send";
import type { Write } from "./write-watch";

let contract: Contract;
beforeAll(async () => {
  contract = await readContract();
});

const ORDER = "/api/orders/create";
const WEBHOOK = "/api/webhooks/stripe";
const noPayableOrder = orderNotPayable("00000000-0000-4000-8000-000000000000");

const post = (address: string, ...headers: [string, string][]): Sent => ({
  method: "POST",
  address,
  headers,
  body: Buffer.from("{}"),
});

async function received(response: Response): Promise<Received> {
  response.headers.set("x-content-type-options", "nosniff");
  return { status: response.status, headers: response.headers, text: await response.text(), ms: 1 };
}
const refused = (refusal: Refusal): Promise<Received> => received(problemResponse(refusal, "en"));

describe("of a refused request", () => {
  test.each<[string, Refusal, Write, "is meant" | "is a breach"]>([
    [ORDER, noPayableOrder, "orders update", "is meant"],
    [ORDER, noPayableOrder, "orders insert", "is a breach"],
    [ORDER, noPayableOrder, "order_lines insert", "is a breach"],
    [ORDER, noPayableOrder, "payments insert", "is a breach"],
    [ORDER, noPayableOrder, "orders delete", "is a breach"],
    [ORDER, paymentProviderUnavailable(), "orders insert", "is meant"],
    [ORDER, paymentProviderUnavailable(), "bookings insert", "is a breach"],
    [ORDER, databaseUnavailable(), "orders insert", "is a breach"],
    ["/api/cart/items", databaseUnavailable(), "holds insert", "is a breach"],
    ["/api/cart/gift-cards", databaseUnavailable(), "cart_gift_cards insert", "is a breach"],
    [WEBHOOK, paymentProviderUnavailable(), "parked_events insert", "is meant"],
    [WEBHOOK, paymentProviderUnavailable(), "orders update", "is a breach"],
    [WEBHOOK, databaseUnavailable(), "emails insert", "is a breach"],
  ])("POST %s, answered %s, the write %s %s", async (address, refusal, write, verdict) => {
    const found = judgeWrites({ sent: post(address), answer: await refused(refusal), writes: [write] });

    expect(found).toHaveLength(verdict === "is meant" ? 0 : 1);
  });
});

test.each(["ignored", "duplicate"])("an event that is answered as %s has changed nothing", async (outcome) => {
  const answer = await received(Response.json({ received: true, outcome }));
  const found = (write: Write) => judgeWrites({ sent: post(WEBHOOK), answer, writes: [write] });

  expect(found("ProcessedWebhookEvent insert")).toEqual([]);
  expect(found("payments update")).toHaveLength(1);
  expect(found("emails insert")).toHaveLength(1);
});

const asked = (changes: Pick<Case, "sent" | "answer"> & Partial<Case>): string[] =>
  judge(contract, { signature: null, secrets: [], visitor: "v1", parkedBecause: null, outage: null, ...changes });

describe("an event that Stripe did not sign", () => {
  const unsigned = (answer: Received, ...headers: [string, string][]) =>
    asked({ sent: post(WEBHOOK, ...headers), answer, signature: { is: "wrong secret" } }).filter((sentence) =>
      sentence.includes("did not sign"),
    );

  test.each(["identity", "", "gzip"])("is believed by nobody because it says that it is packed by «%s»", async (by) => {
    const believed = await received(Response.json({ received: true, outcome: "processed" }));

    expect(unsigned(believed, ["content-encoding", by])).toHaveLength(1);
  });

  test("may be refused for its packing, if it says that it is packed", async () => {
    const answer = await refused(unsupportedMediaType());

    expect(unsigned(answer, ["content-encoding", "gzip"])).toEqual([]);
    expect(unsigned(answer)).toHaveLength(1);
  });
});

test("what is broken excuses the refusal that says so, and no other", async () => {
  const statuses = async (outage: Case["outage"], refusal: Refusal) =>
    asked({ sent: post(ORDER), answer: await refused(refusal), outage }).filter((sentence) =>
      sentence.startsWith("answered 503"),
    );

  expect(await statuses("stripe", paymentProviderUnavailable())).toEqual([]);
  expect(await statuses("stripe", databaseUnavailable())).toHaveLength(1);
  expect(await statuses("database", databaseUnavailable())).toEqual([]);
  expect(await statuses("crowd", paymentProviderUnavailable())).toHaveLength(1);
  expect(await statuses(null, databaseUnavailable())).toHaveLength(1);
});
