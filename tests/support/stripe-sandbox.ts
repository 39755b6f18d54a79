import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { POST } from "@/app/api/webhooks/stripe/route";
import { now, setClock } from "@/lib/clock";
import { config, setConfig } from "@/lib/config";
import { startSandbox, type Sandbox } from "../../sandbox/start";
import { expectInvariants } from "./invariants";

export type TestStripe = Sandbox & {
  /** Hands the PaymentIntent's events to the real webhook handler, oldest first; optionally those of one type only. */
  tell: (paymentIntentId: string, type?: string) => Promise<(string | undefined)[]>;
};

/** Beyond the wire: the local Stripe, which delivers nothing unless the test says so. Our settings point at it. */
export async function openStripe(): Promise<TestStripe> {
  const [secret = ""] = config().STRIPE_WEBHOOK_SECRET;
  const sandbox = await startSandbox({
    autoDeliver: false,
    now,
    webhookEndpoints: [{ url: "http://127.0.0.1:9/never-called", secret }],
  });
  pointAt(sandbox);
  const tell = async (paymentIntentId: string, type?: string) => {
    const events = sandbox.events({ paymentIntent: paymentIntentId, ...(type !== undefined && { type }) });
    const outcomes: (string | undefined)[] = [];
    for (const event of events) outcomes.push(await tellEvent(sandbox, event.id));
    return outcomes;
  };
  return Object.assign(sandbox, { tell });
}

export const pointAt = (sandbox: { url: string }): void => setConfig({ STRIPE_API_BASE: new URL(sandbox.url) });

export async function tellEvent(sandbox: Sandbox, eventId: string): Promise<string | undefined> {
  const response = await POST(sandbox.deliveryRequest(eventId));
  const answer: { outcome?: string; code?: string } = JSON.parse(await response.text());
  return answer.outcome ?? answer.code;
}

/**
 * The local Stripe for a whole test file. After each test its faults are gone, clock and settings are as they were, and the
 * invariants hold. Asked for inside tests: it is open only then.
 */
export function useStripe(): () => TestStripe {
  let sandbox: TestStripe | undefined;
  const opened = (): TestStripe => {
    if (!sandbox) throw new Error("the local Stripe is open inside tests only");
    return sandbox;
  };
  beforeAll(async () => {
    sandbox = await openStripe();
  });
  afterAll(() => opened().close());
  beforeEach(() => pointAt(opened()));
  afterEach(async () => {
    opened().faults.clear();
    setClock();
    setConfig();
    await expectInvariants();
  });
  return opened;
}
