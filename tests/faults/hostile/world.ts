import { randomBytes } from "node:crypto";
import { api } from "@/app/api/api";
import { closeDb } from "@/db/client";
import { setClock } from "@/lib/clock";
import { type Config, setConfig } from "@/lib/config";
import { setRandom } from "@/lib/random";
import { readInstallation } from "@/features/orders/server/access-token";
import { db } from "@/db/client";
import { closeServer, listen, newServer } from "@/server";
import { startSandbox, type Sandbox } from "../../../sandbox/start";
import { execute, withDatabase } from "../../support/connection";
import { givenBapteme, givenGiftCard, givenGiftCardPrices, givenStage } from "../../support/given";
import { givenSchool } from "../../support/given-paid-order";
import { chanceOf } from "../simulation/chance";
import { START } from "./clock";
import type { Known } from "./known-values";
import { SECRETS } from "./signatures";
import { givenVictims, type Victims } from "./victims";
import { watchWrites, type WriteWatch } from "./write-watch";

/** As many as there may be: what is drawn late must find what was drawn early. */
const PLACES = 1_000;

/** Shorter than in production, so that slow speakers are met often; long enough for a busy machine. */
export const SERVER_PATIENCE_MS = 4_000;

export type World = {
  /** What is attacked; tests put an API with a flaw in its place. */
  api: typeof api;
  stripe: Sandbox;
  /** The port of the product's own server. */
  port: number;
  writes: WriteWatch;
  victims: Victims;
  /** What every visitor can know. */
  known: Known;
  /** Every visit has gift cards of its own, so that no visit spends another's. */
  newCards: () => Promise<{ giftCard: string; activityCard: string }>;
  close: () => Promise<void>;
};

export type Where = { adminUrl: string; template: string };

/** A school with its database, its Stripe and its server, the same for every seed. */
export async function openWorld({ adminUrl, template }: Where, settings: Partial<Config> = {}): Promise<World> {
  const database = `h_${randomBytes(8).toString("hex")}`;
  await execute(adminUrl, `create database ${database} template ${template} strategy file_copy`);
  const before = process.env["DATABASE_URL"];
  const url = withDatabase(adminUrl, database);
  await closeDb();
  process.env["DATABASE_URL"] = url;
  setClock(START);
  const chance = chanceOf(0);
  setRandom(chance.bytes);
  setConfig();

  const stripe = await startSandbox({
    autoDeliver: false,
    now: () => START,
    random: chance.fraction,
    webhookEndpoints: [{ url: "http://127.0.0.1:9/never-called", secret: SECRETS[0] }],
  });
  setConfig({ STRIPE_API_BASE: new URL(stripe.url), STRIPE_WEBHOOK_SECRET: [...SECRETS] });
  await givenSchool();
  const stage = await givenStage({ places: PLACES });
  const slot = await givenBapteme({ places: PLACES });
  const double = await givenStage({ type: "DOUBLE", places: PLACES });
  const full = await givenStage({ places: 0 });
  await givenGiftCardPrices();
  const victims = await givenVictims(stripe, { stage: stage.id, slot: slot.id });

  const server = newServer(
    {
      api: (request, env) => world.api.fetch(request, env),
      pages: (_request, response) => void response.end("a page"),
    },
    { headersSeconds: SERVER_PATIENCE_MS / 1_000, requestSeconds: SERVER_PATIENCE_MS / 1_000 },
  );
  const port = await listen(server, 0, "127.0.0.1");
  const writes = await watchWrites(url);
  setConfig(settings);

  // It travels to Stripe and comes back in every event: no secret.
  const { installation } = await readInstallation(db());
  const world: World = {
    api,
    stripe,
    port,
    writes,
    victims,
    known: {
      stage: stage.id,
      doubleStage: double.id,
      fullStage: full.id,
      slot: slot.id,
      installation,
      ...victims.known,
    },
    newCards: async () => ({
      giftCard: (await givenGiftCard({ amountCents: 12_345 })).code,
      activityCard: (await givenGiftCard({ kind: "ACTIVITY" })).code,
    }),
    close: async () => {
      await closeServer(server, 0);
      await writes.close();
      await stripe.close();
      await closeDb();
      setRandom();
      setClock();
      setConfig();
      if (before === undefined) delete process.env["DATABASE_URL"];
      else process.env["DATABASE_URL"] = before;
      await execute(adminUrl, `drop database ${database} with (force)`);
    },
  };
  return world;
}
