import { api } from "@/app/api/api";
import { POST } from "@/app/api/webhooks/stripe/route";
import { now, setClock } from "@/lib/clock";
import { config, setConfig } from "@/lib/config";
import { setCrashPoint } from "@/lib/crash-point";
import { setRandom } from "@/lib/random";
import { stripe } from "@/lib/stripe";
import { startSandbox, type Sandbox } from "../../../sandbox/start";
import { visitorOf } from "../../support/visitor";
import type { Chance } from "./chance";
import type { Ground } from "./ground";
import type { MailDrop } from "./mail-drop";
import { currentActor, never, Scheduler, type SimulatedProcess } from "./scheduler";
import type { QuickInvariants } from "./quick-invariants";
import { openSchool, type School } from "./school";
import type { SimulatedPostgres } from "./simulated-postgres";
import { VISITORS, WEBS, WORKERS } from "./story";

/** The day on which every story begins: far from a change of the clocks, in a season that has just opened. */
const FIRST_DAY = new Date("2026-05-04T08:00:00Z");

export type Visitor = {
  name: string;
  browser: ReturnType<typeof visitorOf>;
  /** Orders that we told this visitor of, newest last, with what is needed to pay and to look again. */
  orders: { id: string; accessToken: string; paymentIntentId: string | null }[];
};

export type World = {
  stripe: Sandbox;
  postgres: SimulatedPostgres;
  school: School;
  visitors: Visitor[];
  webs: SimulatedProcess[];
  workers: SimulatedProcess[];
  /** Whoever works at the database by hand. */
  staff: SimulatedProcess;
  invariants: QuickInvariants;
  scheduler: Scheduler;
  mail: MailDrop;
  /** Moves the one clock; negative when the database's clock is set back. */
  pass: (seconds: number) => void;
  /** Events that Stripe need not deliver any more: we have said yes to them, or they got lost on their way. */
  told: Set<string>;
  /** Those of them that we have never heard of. */
  lost: Set<string>;
  /** Cart items that their visitors wanted to be rid of. */
  removedByVisitor: Set<string>;
  /** Orders that were closed without Stripe: their PaymentIntents can still be paid. */
  closedByHand: Set<string>;
  /** What happened, in order. */
  trace: string[];
  close: () => Promise<void>;
};

type Wanted = { ground: Ground; chance: Chance; school: number };

let lastTrace: string[] = [];
/** What happened last, for whoever finds that nothing happens any more. */
export const lastHappenings = (): string[] => lastTrace.slice(-12);

/** Which of the process's globals this takes over, `close` gives back. */
const shared = globalThis as typeof globalThis & { envolPool?: unknown };

/** A school of its own with its Stripe and its processes, in which nothing happens that the story does not say. */
export async function openWorld({ ground, chance, school }: Wanted): Promise<World> {
  const { postgres, invariants, mail } = ground;
  const trace: string[] = [];
  lastTrace = trace;

  // Before anything that makes an id.
  setRandom(chance.bytes);
  setClock(FIRST_DAY);
  const scheduler = new Scheduler({
    blockedBackends: postgres.observer.blocked,
    tell: (line) => trace.push(line),
  });
  await ground.begin(scheduler);
  shared.envolPool = postgres.pool;
  setCrashPoint(async (name) => {
    const actor = currentActor();
    if (actor === null) return;
    await scheduler.wait(actor, { kind: "crash-point", name });
    if (actor.state === "dead") await never();
  });

  setConfig();
  const [secret = ""] = config().STRIPE_WEBHOOK_SECRET;
  const sandbox = await startSandbox({
    autoDeliver: false,
    now,
    random: chance.fraction,
    webhookEndpoints: [{ url: "http://127.0.0.1:9/never-called", secret }],
  });
  setConfig({ STRIPE_API_BASE: new URL(sandbox.url), SMTP_URL: mail.url });
  retryAtOnce();

  return {
    stripe: sandbox,
    postgres,
    school: await openSchool(school),
    visitors: Array.from({ length: VISITORS }, (_, index) => ({
      name: String.fromCharCode(65 + index),
      browser: visitorOf(api, { language: index === 1 ? "en" : "fr" }),
      orders: [],
    })),
    webs: Array.from({ length: WEBS }, (_, index) => postgres.processOf(`web ${index + 1}`)),
    workers: Array.from({ length: WORKERS }, (_, index) => postgres.processOf(`worker ${index + 1}`)),
    staff: postgres.processOf("staff"),
    invariants,
    scheduler,
    mail,
    pass: (seconds) => setClock(new Date(now().getTime() + seconds * 1_000)),
    told: new Set(),
    lost: new Set(),
    removedByVisitor: new Set(),
    closedByHand: new Set(),
    trace,
    close: async () => {
      setCrashPoint();
      shared.envolPool = undefined;
      await sandbox.close();
      setRandom();
      setClock();
      setConfig();
    },
  };
}

/** The SDK rests half a second and more before it asks again. In a story the clock stands still, so nobody needs to wait. */
function retryAtOnce(): void {
  const sender: unknown = Reflect.get(stripe(), "_requestSender");
  if (typeof sender !== "object" || sender === null || typeof Reflect.get(sender, "_getSleepTimeInMS") !== "function")
    throw new Error("the Stripe SDK rests between its attempts in another way than it did: look at RequestSender");
  Reflect.set(sender, "_getSleepTimeInMS", () => 1);
}

/** The signed event handed to the real webhook, now. */
export const handToWebhook = (request: Request): Promise<Response> => POST(request);
