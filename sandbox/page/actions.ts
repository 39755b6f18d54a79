import { Hono } from "hono";
import { z } from "zod";
import type { Bindings } from "../api/app";
import { faultSchema } from "../api/control";
import type { Controls } from "../controls";
import { StripeError } from "../core/stripe-error";

const id = z.string().min(1);
const answer = z.enum(["succeed", "fail"]);

/** `12,50` or `12.5` as cents. */
const units = z
  .string()
  .regex(/^\d{1,7}([.,]\d{1,2})?$/)
  .transform((text) => Math.round(Number(text.replace(",", ".")) * 100));

const count = z.union([z.literal("").transform(() => undefined), z.coerce.number()]).optional();
const words = z
  .string()
  .transform((text) => text.trim() || undefined)
  .optional();
const faultForm = z.object({
  kind: z.string(),
  probability: count,
  count,
  copies: count,
  ms: count,
  method: words,
  path: words,
  eventType: words,
  parallel: z
    .literal("true")
    .transform(() => true)
    .optional(),
  part: z.enum(["body", "signature"]).optional(),
});

type Form = Record<string, unknown>;

/** What the page's buttons do: action name → what happens. */
function actionsOf(controls: Controls): Readonly<Record<string, (form: Form) => unknown>> {
  const read = <Shape extends z.ZodRawShape>(shape: Shape, form: Form) => z.object(shape).parse(form);
  return {
    pay: (form) => {
      const { id: intent, method } = read({ id, method: id }, form);
      return controls.confirm(intent, { paymentMethod: method });
    },
    challenge: (form) => {
      const input = read({ id, answer }, form);
      return controls.completeChallenge(input.id, input.answer);
    },
    settle: (form) => {
      const input = read({ id, outcome: answer }, form);
      return controls.settle(input.id, input.outcome);
    },
    cancel: (form) => controls.cancel(read({ id }, form).id),
    capture: (form) => controls.capture(read({ id }, form).id),
    refund: (form) => {
      const { id: intent, amount } = read({ id, amount: units.optional() }, form);
      return controls.refund(intent, amount === undefined ? {} : { amount });
    },
    "finish-refund": (form) => controls.finishRefund(read({ id }, form).id),
    "fail-refund": (form) => controls.failRefund(read({ id }, form).id),
    "cancel-refund": (form) => controls.cancelRefund(read({ id }, form).id),
    dispute: (form) => {
      const input = read({ id, inquiry: z.literal("true").optional() }, form);
      return controls.dispute(input.id, { inquiry: input.inquiry === "true" });
    },
    "close-dispute": (form) => {
      const input = read({ id, outcome: z.enum(["won", "lost"]) }, form);
      return controls.closeDispute(input.id, input.outcome);
    },
    "escalate-dispute": (form) => controls.escalateDispute(read({ id }, form).id),
    resend: (form) => {
      const input = read({ id, endpoint: id }, form);
      return controls.deliver(input.id, input.endpoint);
    },
    "add-fault": (form) => {
      const { part, ...fault } = faultForm.parse(form);
      // The form always sends what would be spoiled; only this fault spoils anything.
      const whole = fault.kind === "corrupt" ? { ...fault, part } : fault;
      return controls.faults.add(faultSchema.parse(definedOnly(whole)));
    },
    "clear-faults": (form) => controls.faults.clear(read({ kind: id.optional() }, form).kind),
  };
}

export function pageActions(controls: Controls): Hono<Bindings> {
  const app = new Hono<Bindings>();
  const actions = actionsOf(controls);
  app.post("/_page/:action", async (c) => {
    const form = await c.req.parseBody();
    const back = new URL(wayBack(form["back"]), c.req.url);
    const action = Object.hasOwn(actions, c.req.param("action")) ? actions[c.req.param("action")] : undefined;
    if (!action) return c.text("No such action", 404);
    try {
      await action(form);
    } catch (error) {
      back.searchParams.set("problem", sentenceFor(error));
    }
    return c.redirect(back.pathname + back.search, 303);
  });
  return app;
}

/** A path of this page, whatever the form says. */
function wayBack(path: unknown): string {
  return typeof path === "string" && /^\/[\w/-]*$/.test(path) && !path.startsWith("//") ? path : "/";
}

function sentenceFor(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof StripeError) return error.message;
  console.error("Stripe sandbox: the page's action failed", error);
  return error instanceof Error ? error.message : String(error);
}

function definedOnly(form: Form): Form {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined));
}
