import { describe, expect, test } from "vitest";
import { outcomeOf } from "./payment-outcome";

describe("what a confirmation means", () => {
  test("money taken or on its way leads to the order", () => {
    const outcomes = (["succeeded", "processing", "requires_capture"] as const).map(
      (status) => outcomeOf({ paymentIntent: { status } }).kind,
    );

    expect(outcomes).toEqual(["sent", "sent", "sent"]);
  });

  test("an error about a payment that has succeeded meanwhile is a success", () => {
    const outcome = outcomeOf({
      error: {
        type: "invalid_request_error",
        code: "payment_intent_unexpected_state",
        payment_intent: { status: "succeeded" },
      },
    });

    expect(outcome).toEqual({ kind: "sent" });
  });

  test("a declined card says why", () => {
    const outcome = outcomeOf({
      error: {
        type: "card_error",
        code: "card_declined",
        message: "Votre carte a été refusée.",
        payment_intent: { status: "requires_payment_method" },
      },
    });

    expect(outcome).toEqual({ kind: "declined", reason: "Votre carte a été refusée." });
  });

  test("a challenge that was failed can be tried again", () => {
    const outcome = outcomeOf({
      error: {
        type: "invalid_request_error",
        code: "payment_intent_authentication_failure",
        message: "Non.",
        payment_intent: { status: "requires_payment_method" },
      },
    });

    expect(outcome).toEqual({ kind: "declined", reason: "Non." });
  });

  test("a PaymentIntent cancelled in another tab is asked for anew", () => {
    const outcome = outcomeOf({
      error: {
        type: "invalid_request_error",
        code: "payment_intent_unexpected_state",
        payment_intent: { status: "canceled" },
      },
    });

    expect(outcome).toEqual({ kind: "stale" });
  });

  test("no answer is never taken for a refusal", () => {
    expect(outcomeOf({ error: { type: "api_connection_error" } })).toEqual({ kind: "unknown" });
  });
});
