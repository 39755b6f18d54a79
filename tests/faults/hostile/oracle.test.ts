import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { apiOf } from "@/app/api/api-of";
import { POST } from "@/app/api/webhooks/stripe/route";
import { db } from "@/db/client";
import { cartRoutes } from "@/features/cart/server/route";
import { giftCardNotUsable } from "@/features/cart/server/errors";
import { catalogueRoutes } from "@/features/catalogue/server/route";
import { orderNotPayable } from "@/features/orders/server/refusals";
import { orderRoutes } from "@/features/orders/server/route";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { newApi } from "@/lib/api";
import { now } from "@/lib/clock";
import { databaseUnavailable, notFound } from "@/lib/errors";
import { problemResponse } from "@/lib/problem";
import { attack } from "./attack";
import { readContract, type Contract } from "./contract";
import { judgeHeaps, watchHealth } from "./health";
import { newTally } from "./tally";
import { holdConversations } from "./wire/hold-conversations";
import { openWorld, type World } from "./world";

/** With a flaw in an API, so many visits must be enough to come upon it. */
const VISITS = 60;

let world: World;
let contract: Contract;

beforeAll(async () => {
  world = await openWorld({
    adminUrl: process.env["TEST_ADMIN_URL"] ?? "",
    template: process.env["TEST_TEMPLATE_DATABASE"] ?? "",
  });
  contract = await readContract();
});
afterAll(() => world.close());

type Flaw = (routes: ReturnType<typeof newApi>) => void;

/** The shop's own API, but for what the flaw answers first. */
function apiWith(flaw: Flaw, webhook = POST): typeof api {
  const routes = newApi();
  flaw(routes);
  return apiOf({ features: [routes, catalogueRoutes, cartRoutes, orderRoutes], webhook });
}

/** One world serves all, and a seed gives its ids only once. */
let seed = 0;

async function found(flawed: typeof api): Promise<string[]> {
  world.api = flawed;
  try {
    for (let visit = 0; visit < VISITS; visit += 1) {
      seed += 1;
      const breach = await attack(world, contract, seed, { shrink: false });
      if (breach) return breach.breach.sentences;
    }
    return [];
  } finally {
    world.api = api;
  }
}

const FLAWS: [string, RegExp, Flaw][] = [
  [
    "throws",
    /^answered 500/,
    (routes) =>
      routes.get("/cart", () => {
        throw new TypeError("cannot read properties of undefined");
      }),
  ],
  [
    "tells another visitor's name",
    /secret of another's: «Canary»/,
    (routes) => routes.get("/stages", (c) => c.json({ stages: [], lastBuyer: "Canarydupont" })),
  ],
  [
    "tells another visitor's address",
    /another visitor's address/,
    (routes) => routes.get("/baptemes", (c) => c.json({ baptemes: [], lastBuyer: "v1.somebody@example.org" })),
  ],
  [
    "tells where it went wrong",
    /a stack trace/,
    (routes) =>
      routes.get("/orders/:id", () =>
        problemResponse(
          Object.assign(notFound(), { detail: { fr: String(new Error("x").stack), en: String(new Error("x").stack) } }),
          "fr",
        ),
      ),
  ],
  [
    "tells its SQL",
    /tells SQL/,
    (routes) =>
      routes.get("/orders/:id", () =>
        problemResponse(
          Object.assign(notFound(), { detail: { fr: "select id from orders", en: "select id from orders" } }),
          "fr",
        ),
      ),
  ],
  [
    "writes and then refuses",
    /answered 409 and wrote all the same: alerts/,
    (routes) =>
      routes.post("/cart/gift-cards", async () => {
        await raiseAlert(db(), { kind: "planted", dedupeKey: "planted", details: {} }, now());
        throw giftCardNotUsable();
      }),
  ],
  [
    "makes an order and then refuses it",
    /answered 409 and wrote all the same: (?:.*, )?orders insert/,
    (routes) =>
      routes.post("/orders/create", async (c, next) => {
        await next();
        if (c.res.status === 201)
          c.res = problemResponse(orderNotPayable("00000000-0000-4000-8000-000000000000"), "fr");
      }),
  ],
  [
    "writes where it is only read",
    /answered 200 and wrote all the same: alerts/,
    (routes) =>
      routes.get("/stages", async (c) => {
        await raiseAlert(db(), { kind: "planted", dedupeKey: "planted", details: {} }, now());
        return c.json({ stages: [] });
      }),
  ],
  [
    "refuses in a form of its own",
    /^refused as text\/plain/,
    (routes) => routes.get("/orders/:id", (c) => c.text("not found", 404)),
  ],
  [
    "refuses with a code that it does not name",
    /does not say that it may answer 409 order_not_payable|does not say that it may answer 409/,
    (routes) =>
      routes.post("/cart/items/:id/hold", () => {
        throw orderNotPayable("00000000-0000-4000-8000-000000000000");
      }),
  ],
  [
    "answers in another shape than it describes",
    /answers what it does not describe/,
    (routes) => routes.get("/baptemes", (c) => c.json({ baptemes: [{ id: 1 }] })),
  ],
  [
    "sends its visitor elsewhere",
    /^answered 302/,
    (routes) => routes.get("/cart", (c) => c.redirect("https://evil.example/")),
  ],
  [
    "gives its cookie to scripts",
    /sets the cookie/,
    (routes) =>
      routes.get("/stages", (c) => {
        c.header("set-cookie", `cart_session=${"A".repeat(43)}; Path=/`);
        return c.json({ stages: [] });
      }),
  ],
];

test.each(FLAWS)("a route that %s is found", async (_what, sentence, flaw) => {
  expect(await found(apiWith(flaw))).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
});

test("a webhook that believes what Stripe did not sign is found", async () => {
  const gullible = apiWith(
    () => {},
    async (request) => {
      const answer = await POST(request);
      return answer.status === 400 ? Response.json({ received: true, outcome: "ignored" }) : answer;
    },
  );

  expect(await found(gullible)).toEqual(
    expect.arrayContaining([expect.stringMatching(/Stripe did not sign was answered 200/)]),
  );
});

test("a webhook that fails by a mistake of ours is found, although it keeps the event", async () => {
  const clumsy = apiWith(
    () => {},
    async (request) => {
      const answer = await POST(request);
      if (answer.status !== 200) return answer;
      throw new TypeError("after all was done");
    },
  );

  expect(await found(clumsy)).toEqual(expect.arrayContaining([expect.stringMatching(/^answered 500/)]));
});

test("a route that fails on a raw socket is found", async () => {
  world.api = apiWith((routes) =>
    routes.get("/cart", () => {
      throw new TypeError("cannot read properties of undefined");
    }),
  );
  const told: string[] = [];
  const tally = newTally();

  await holdConversations(world, contract, {
    from: 1,
    count: 40,
    tally: () => tally,
    tell: (breach) => told.push(breach),
  });
  world.api = api;

  expect(told.join("\n")).toMatch(/answered 500/);
});

test("a server that sends everybody on raw sockets away is found", async () => {
  world.api = apiWith((routes) =>
    routes.all("*", () => {
      throw databaseUnavailable();
    }),
  );
  const told: string[] = [];
  const tally = newTally();

  await holdConversations(world, contract, {
    from: 1,
    count: 100,
    tally: () => tally,
    tell: (breach) => told.push(breach),
  });
  world.api = api;

  expect(told).toEqual([
    expect.stringMatching(/conversations 1 to 100 on raw sockets: \d+ of \d+ were sent away with 503/),
    expect.stringMatching(/of the pipelined requests none was answered .*409.* as it must be/),
  ]);
}, 60_000);

test("an error that nobody catches and a standstill are found", async () => {
  const health = watchHealth(100);

  void Promise.reject(new Error("planted"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const worked = (since: NodeJS.CpuUsage) =>
    Object.values(process.cpuUsage(since)).reduce((sum, part) => sum + part, 0);
  for (const before = process.cpuUsage(); worked(before) < 300_000;);
  await new Promise((resolve) => setTimeout(resolve, 50));
  health.stop();

  expect(health.breaches()).toEqual([
    expect.stringMatching(/^nobody caught Error: planted/),
    expect.stringMatching(/^the event loop stood still for \d+ ms of work$/),
  ]);
});

test("a process that keeps more from siege to siege is found, one that fills its caches first is not", () => {
  expect(judgeHeaps([60, 80, 120, 160, 200])).toEqual([expect.stringMatching(/kept 80 MB more/)]);
  expect(judgeHeaps([60, 120, 121, 118, 125])).toEqual([]);
  expect(judgeHeaps([60, 120])).toEqual([]);
});
