import { expect, test } from "vitest";
import { givenSandbox, refusal } from "../testing";
import { passesLuhn, TEST_CARDS } from "./test-cards";

const TEN = { amount: 1_000, currency: "eur", payment_method_types: ["card"] };
const typed = (number: string) => ({
  type: "card" as const,
  card: { number, exp_month: 12, exp_year: 2030, cvc: "123" },
});

test("every published number is a possible one, and no number or token stands twice", () => {
  expect(TEST_CARDS.filter(({ number }) => !passesLuhn(number))).toEqual([]);
  expect(new Set(TEST_CARDS.map(({ number }) => number)).size).toBe(TEST_CARDS.length);
  const tokens = TEST_CARDS.flatMap((card) => card.tokens);
  expect(new Set(tokens).size).toBe(tokens.length);
});

test.each([
  ["pm_card_visa_chargeDeclined", "4000000000000002", "card_declined", "generic_decline"],
  ["pm_card_visa_chargeDeclinedInsufficientFunds", "4000000000009995", "card_declined", "insufficient_funds"],
  ["pm_card_visa_chargeDeclinedLostCard", "4000000000009987", "card_declined", "lost_card"],
  ["pm_card_visa_chargeDeclinedStolenCard", "4000000000009979", "card_declined", "stolen_card"],
  ["pm_card_chargeDeclinedExpiredCard", "4000000000000069", "expired_card", "expired_card"],
  ["pm_card_chargeDeclinedIncorrectCvc", "4000000000000127", "incorrect_cvc", "incorrect_cvc"],
  ["pm_card_chargeDeclinedProcessingError", "4000000000000119", "processing_error", "processing_error"],
  ["pm_card_visa_chargeDeclinedVelocityLimitExceeded", "4000000000006975", "card_declined", "card_velocity_exceeded"],
  ["pm_card_radarBlock", "4100000000000019", "card_declined", "fraudulent"],
])(
  "%s is declined as %s: %s, %s; the PaymentIntent waits for another card",
  async (token, number, code, declineCode) => {
    const { sandbox, stripe } = await givenSandbox();
    const intents = [await stripe.paymentIntents.create(TEN), await stripe.paymentIntents.create(TEN)] as const;

    const errors = [
      await refusal(stripe.paymentIntents.confirm(intents[0].id, { payment_method: token })),
      await refusal(stripe.paymentIntents.confirm(intents[1].id, { payment_method_data: typed(number) })),
    ];

    for (const error of errors)
      expect(error).toMatchObject({ type: "StripeCardError", statusCode: 402, code, decline_code: declineCode });
    const { id } = intents[0];
    const after = await stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] });
    expect(after).toMatchObject({
      status: "requires_payment_method",
      amount_received: 0,
      last_payment_error: { code, decline_code: declineCode, charge: errors[0]?.charge },
      latest_charge: { status: "failed", paid: false, failure_code: code },
    });
    expect(sandbox.events({ paymentIntent: id }).map(({ type }) => type)).toEqual([
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
    ]);
    expect(sandbox.confirm(id).status).toBe("succeeded");
  },
);

test("a card that is no test card, a wrong number and a past date are told apart", async () => {
  const { stripe } = await givenSandbox();
  const pay = async (data: ReturnType<typeof typed>) =>
    refusal(stripe.paymentIntents.create({ ...TEN, confirm: true, payment_method_data: data }));

  expect(await pay(typed("4111111111111111"))).toMatchObject({
    code: "card_declined",
    decline_code: "test_mode_live_card",
  });
  expect(await pay(typed("4242424242424241"))).toMatchObject({ code: "incorrect_number", param: "number" });
  expect(
    await pay({ type: "card", card: { number: "4242424242424242", exp_month: 1, exp_year: 2020, cvc: "123" } }),
  ).toMatchObject({ code: "invalid_expiry_year" });
});

test.each(["pm_card_authenticationRequired", "pm_card_threeDSecure2Required", "pm_card_threeDSecureRequired"])(
  "%s asks the customer: they can fail, and try again",
  async (token) => {
    const { sandbox, stripe } = await givenSandbox();
    const { id } = await stripe.paymentIntents.create(TEN);

    const asked = await stripe.paymentIntents.confirm(id, {
      payment_method: token,
      return_url: "https://shop.test/back",
    });
    const failed = sandbox.completeChallenge(id, "fail");
    const askedAgain = sandbox.confirm(id, { paymentMethod: token });
    const paid = sandbox.completeChallenge(id, "succeed");

    expect(asked).toMatchObject({
      status: "requires_action",
      next_action: { type: "redirect_to_url", redirect_to_url: { return_url: "https://shop.test/back" } },
    });
    expect(failed).toMatchObject({
      status: "requires_payment_method",
      latest_charge: null,
      last_payment_error: { code: "payment_intent_authentication_failure" },
    });
    expect(askedAgain).toMatchObject({ status: "requires_action", next_action: { type: "use_stripe_sdk" } });
    expect(paid).toMatchObject({ status: "succeeded", amount_received: 1_000, next_action: null });
    expect(sandbox.charge(paid.latest_charge ?? "").payment_method_details["card"]).toMatchObject({
      three_d_secure: { result: "authenticated" },
    });
  },
);

test("a bank may decline after it has recognized its customer", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(TEN);
  sandbox.confirm(id, { paymentMethod: "pm_card_threeDSecureRequiredChargeDeclined" });

  const after = sandbox.completeChallenge(id, "succeed");

  expect(after).toMatchObject({
    status: "requires_payment_method",
    last_payment_error: { decline_code: "generic_decline" },
  });
});

test("without the customer, a card that wants to be asked is declined", async () => {
  const { stripe } = await givenSandbox();

  const error = await refusal(
    stripe.paymentIntents.create({
      ...TEN,
      confirm: true,
      off_session: true,
      payment_method: "pm_card_authenticationRequired",
    }),
  );

  expect(error).toMatchObject({ code: "authentication_required", statusCode: 402 });
});

test("a challenge can be cancelled, and answered only once", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(TEN);
  sandbox.confirm(id, { paymentMethod: "pm_card_authenticationRequired" });

  await stripe.paymentIntents.cancel(id);

  expect(() => sandbox.completeChallenge(id)).toThrow("canceled");
});
