import { expect, test } from "vitest";
import { givenSandbox, refusal } from "../testing";

const paidIntent = async (paymentMethod = "pm_card_visa") => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" });
  sandbox.confirm(id, { paymentMethod });
  const types = () => sandbox.events({ type: "charge.dispute*" }).map(({ type }) => type);
  return { sandbox, stripe, id, types };
};

test("a dispute takes the money at once, and a won one brings it back", async () => {
  const { sandbox, stripe, id, types } = await paidIntent();

  const dispute = sandbox.dispute(id, { reason: "product_not_received" });
  sandbox.closeDispute(dispute.id, "won");

  expect(dispute).toMatchObject({ status: "needs_response", amount: 1_000, reason: "product_not_received" });
  const after = await stripe.disputes.retrieve(dispute.id);
  expect(after.status).toBe("won");
  expect(after.balance_transactions.map(({ amount, fee }) => [amount, fee])).toEqual([
    [-1_000, 2_000],
    [1_000, 0],
  ]);
  expect(types()).toEqual([
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.closed",
    "charge.dispute.funds_reinstated",
  ]);
});

test("a lost dispute, or one that is accepted, keeps the money", async () => {
  const { sandbox, stripe, types } = await paidIntent("pm_card_createDispute");
  const [dispute] = sandbox.disputes();

  const closed = await stripe.disputes.close(dispute?.id ?? "");
  const again = await refusal(stripe.disputes.close(closed.id));

  expect(dispute).toMatchObject({ reason: "fraudulent", status: "needs_response" });
  expect(closed).toMatchObject({ status: "lost", charge: dispute?.charge });
  expect(again.statusCode).toBe(400);
  expect(types().at(-1)).toBe("charge.dispute.closed");
});

test("an inquiry moves no money: it closes, or becomes a dispute", async () => {
  const closing = await paidIntent("pm_card_createDisputeInquiry");
  const growing = await paidIntent("pm_card_createDisputeInquiry");

  closing.sandbox.closeDispute(closing.sandbox.disputes()[0]?.id ?? "", "won");
  growing.sandbox.escalateDispute(growing.sandbox.disputes()[0]?.id ?? "");

  expect(closing.sandbox.disputes()).toMatchObject([{ status: "warning_closed", balance_transactions: [] }]);
  expect(closing.types()).toEqual(["charge.dispute.created", "charge.dispute.closed"]);
  expect(growing.sandbox.disputes()[0]?.status).toBe("needs_response");
  expect(growing.types()).toEqual([
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
  ]);
});

test("evidence decides as in Stripe's test mode", async () => {
  const { sandbox, stripe, id } = await paidIntent();
  const dispute = sandbox.dispute(id);

  const waiting = await stripe.disputes.update(dispute.id, {
    evidence: { product_description: "A flight" },
    submit: false,
  });
  const won = await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: "winning_evidence" } });

  expect(waiting).toMatchObject({
    status: "needs_response",
    evidence_details: { has_evidence: true, submission_count: 0 },
  });
  expect(won.status).toBe("won");
  expect((await stripe.disputes.list({ payment_intent: id })).data).toHaveLength(1);
});
