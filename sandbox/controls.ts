import type { Api } from "./api/perform";
import type { LoggedRequest } from "./api/request-log";
import { addFault, clearFaults, listFaults, setFaults, type Fault } from "./core/faults";
import { newId } from "./core/ids";
import { StripeError } from "./core/stripe-error";
import { BY_ITSELF, seconds, type Context, type World } from "./core/world";
import { deliverOnce } from "./deliveries/deliver";
import { attemptsOf, deliveriesOf, pendingDeliveries, type Attempt } from "./deliveries/find";
import type { Pump } from "./deliveries/pump";
import { bodyFor, queueDeliveries, type Delivery } from "./deliveries/queue";
import { deliveryRequest, type Send } from "./deliveries/send";
import { capturePaymentIntent } from "./objects/capture";
import { answerChallenge } from "./objects/challenge";
import { confirmPaymentIntent } from "./objects/confirm";
import { settleDebit } from "./objects/debits";
import { closeDispute, escalateDispute, openDispute } from "./objects/disputes";
import { get, insert, list } from "./objects/documents";
import {
  cancelPaymentIntent,
  createPaymentIntent,
  type CancelReason,
  type IntentInput,
} from "./objects/payment-intents";
import type { PaymentMethodInput } from "./objects/payment-methods";
import { cancelRefund, createRefund, failRefund, finishRefund } from "./objects/refunds";
import { snapshot } from "./objects/render";
import { signatureHeader } from "./deliveries/sign";
import type { Charge, Dispute, PaymentIntent, Refund, StripeEvent, WebhookEndpoint } from "./objects/types";

type Parts = { api: Api; pump: Pump; send: Send; baseUrl: string };

/** A hand-made event; what it leaves out is filled in as Stripe would. */
export type ForgedEvent = Partial<Omit<StripeEvent, "object" | "data">> & {
  type: string;
  object: Record<string, unknown>;
};

/** What a test or the page does to the world of the sandbox from outside the API. */
export type Controls = ReturnType<typeof controlsOf>;

const ALL = 100_000;

export function controlsOf(world: World, { api, pump, send, baseUrl }: Parts) {
  const context: Context = { ...world, cause: BY_ITSELF };
  const intent = (id: string) => get(world, "payment_intent", id);
  const change = <Result>(run: () => Result): Result => {
    try {
      return world.store.transaction(run);
    } finally {
      pump.wake();
    }
  };
  /** A declined card is an outcome here, not an exception: the failed attempt stays, and the PaymentIntent shows it. */
  const attemptOn = (id: string, run: () => unknown): PaymentIntent =>
    change(() => {
      try {
        run();
      } catch (error) {
        if (!(error instanceof StripeError && error.keepsWork)) throw error;
      }
      return intent(id);
    });

  return {
    create: (input: IntentInput): PaymentIntent =>
      change(() => createPaymentIntent(context, input, world.settings.apiVersion)),
    paymentIntent: intent,
    paymentIntents: (): PaymentIntent[] => list(world, "payment_intent", { limit: ALL }).data,

    /** The customer confirms: by a test token (`pm_card_visa`), or with what they typed. */
    confirm: (
      id: string,
      how: {
        paymentMethod?: string;
        paymentMethodData?: PaymentMethodInput;
        returnUrl?: string;
      } = {},
    ): PaymentIntent =>
      attemptOn(id, () =>
        confirmPaymentIntent(context, intent(id), {
          payment_method: how.paymentMethodData ? undefined : (how.paymentMethod ?? "pm_card_visa"),
          payment_method_data: how.paymentMethodData,
          return_url: how.returnUrl,
          use_stripe_sdk: how.returnUrl === undefined,
          withoutReturnUrl: true,
          baseUrl,
        }),
      ),
    completeChallenge: (id: string, answer: "succeed" | "fail" = "succeed"): PaymentIntent =>
      attemptOn(id, () => answerChallenge(context, intent(id), answer)),
    /** The bank's word on a `processing` payment. */
    settle: (id: string, outcome?: "succeed" | "fail"): PaymentIntent =>
      attemptOn(id, () => settleDebit(context, intent(id), outcome)),
    cancel: (id: string, reason: CancelReason | null = null): PaymentIntent =>
      change(() => cancelPaymentIntent(context, intent(id), reason)),

    capture: (id: string, amount?: number): PaymentIntent =>
      change(() => capturePaymentIntent(context, intent(id), amount)),

    charge: (id: string): Charge => get(world, "charge", id),
    /** By PaymentIntent or charge; the whole of what is left unless an amount is given. As the dashboard does it. */
    refund: (id: string, how: { amount?: number; reason?: string } = {}): Refund =>
      change(() => createRefund(context, { charge: chargeOf(world, id), ...how })),
    finishRefund: (id: string): Refund => change(() => finishRefund(context, get(world, "refund", id))),
    failRefund: (id: string, reason?: string): Refund =>
      change(() => failRefund(context, get(world, "refund", id), reason)),
    cancelRefund: (id: string): Refund => change(() => cancelRefund(context, get(world, "refund", id))),
    refunds: (paymentIntentId?: string): Refund[] =>
      list(world, "refund", { limit: ALL, paymentIntent: paymentIntentId }).data,

    /** By PaymentIntent or charge. An inquiry moves no money. */
    dispute: (id: string, how: { reason?: string; inquiry?: boolean; amount?: number } = {}): Dispute =>
      change(() =>
        openDispute(context, chargeOf(world, id), {
          reason: how.reason ?? "fraudulent",
          inquiry: how.inquiry ?? false,
          networkReasonCode: "10.4",
          ...(how.amount === undefined ? {} : { amount: how.amount }),
        }),
      ),
    escalateDispute: (id: string): Dispute => change(() => escalateDispute(context, get(world, "dispute", id))),
    closeDispute: (id: string, outcome: "won" | "lost"): Dispute =>
      change(() => closeDispute(context, get(world, "dispute", id), outcome)),
    disputes: (): Dispute[] => list(world, "dispute", { limit: ALL }).data,

    /** Oldest first, optionally of one type or about one PaymentIntent. */
    events: (which: { type?: string; paymentIntent?: string } = {}): StripeEvent[] =>
      list(world, "event", {
        limit: ALL,
        types: which.type === undefined ? undefined : [which.type],
        paymentIntent: which.paymentIntent,
      }).data.toReversed(),
    event: (id: string): StripeEvent => get(world, "event", id),
    /** The exact bytes that are or would be delivered to this endpoint (the first one unless named). */
    eventBody: (id: string, endpointId?: string): string => bodyOf(world, get(world, "event", id), endpointId),
    /** The signed request, to hand to a receiver in this process. */
    deliveryRequest: (id: string, endpointId?: string): Request => {
      const endpoint = endpointOf(world, endpointId);
      return deliveryRequest(
        world,
        { body: bodyOf(world, get(world, "event", id), endpoint.id), corrupt: null },
        endpoint,
      );
    },
    sign: (body: string, secret: string, at: Date = world.now()): string => signatureHeader(body, secret, at),
    /** An event that Stripe never made: sent exactly as given, signed as it should be. */
    forge: (event: ForgedEvent): StripeEvent => change(() => forge(world, event)),

    endpoints: (): WebhookEndpoint[] => list(world, "webhook_endpoint", { limit: ALL }).data.toReversed(),
    /** Sends an event now, whatever became of it before; the receiver's status, or null when it could not be reached. */
    deliver: async (eventId: string, endpointId?: string): Promise<number | null> => {
      const event = get(world, "event", eventId);
      const delivery = change(() => deliveryOf(world, event, endpointOf(world, endpointId)));
      return (await deliverOnce(world, delivery, send, true)).status;
    },
    deliveries: (eventId: string): (Delivery & { attempts: Attempt[] })[] =>
      deliveriesOf(world, eventId).map((delivery) => ({
        ...delivery,
        attempts: attemptsOf(world, delivery.id),
      })),
    pendingDeliveries: (): Delivery[] => pendingDeliveries(world),
    /** Does everything that is due by the sandbox's clock: settlements, then deliveries, oldest first. */
    tick: (): Promise<number> => pump.tick(),

    faults: {
      set: (faults: readonly Fault[]): void => setFaults(world, faults),
      add: (fault: Fault): void => addFault(world, fault),
      clear: (kind?: string): void => clearFaults(world, kind),
      list: (): Fault[] => listFaults(world),
    },
    /** Calls of the API, oldest first. */
    requests: (which: { method?: string; path?: string } = {}): LoggedRequest[] =>
      api.log
        .all()
        .filter(
          (entry) => (!which.method || entry.method === which.method) && (!which.path || entry.path === which.path),
        ),
  };
}

function chargeOf(world: World, id: string): Charge {
  if (id.startsWith("ch_")) return get(world, "charge", id);
  const { latest_charge: charge } = get(world, "payment_intent", id);
  if (!charge) throw new Error(`${id} has no charge`);
  return get(world, "charge", charge);
}

function endpointOf(world: World, id: string | undefined): WebhookEndpoint {
  if (id) return get(world, "webhook_endpoint", id);
  const first = list(world, "webhook_endpoint", { limit: ALL }).data.at(-1);
  if (!first) throw new Error("The sandbox has no webhook endpoint: name one when it starts");
  return first;
}

function bodyOf(world: World, event: StripeEvent, endpointId: string | undefined): string {
  const deliveries = deliveriesOf(world, event.id);
  const sent = endpointId ? deliveries.find((one) => one.endpoint_id === endpointId) : deliveries[0];
  if (sent) return sent.body;
  const endpoint = endpointId ? get(world, "webhook_endpoint", endpointId) : undefined;
  return bodyFor(event, endpoint ?? { api_version: null });
}

/** The delivery that exists, or a new one for an endpoint that does not listen to this type. */
function deliveryOf(world: World, event: StripeEvent, endpoint: WebhookEndpoint): Delivery {
  const found = () => deliveriesOf(world, event.id).find((one) => one.endpoint_id === endpoint.id);
  const known = found();
  if (known) return known;
  queueDeliveries(world, event, [endpoint]);
  const made = found();
  if (!made) throw new Error(`No delivery was queued for ${event.id}`);
  return made;
}

function forge(world: World, input: ForgedEvent): StripeEvent {
  const { object, ...rest } = input;
  const event: StripeEvent = {
    id: newId(world.random, "evt"),
    api_version: world.settings.apiVersion,
    created: seconds(world),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    ...rest,
    object: "event",
    data: { object: snapshot(world, object) },
    _raw: true,
  };
  insert(world, event);
  queueDeliveries(world, event, list(world, "webhook_endpoint", { limit: ALL }).data);
  return event;
}
