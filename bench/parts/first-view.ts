import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "../../tests/support/browser";
import { figureOf } from "../figure";
import { measureInRounds } from "../measure/rounds";
import type { Bench, Part } from "../part";
import { prepareCarts } from "../stock/payable-orders";
import { SHOP_PAGES, slugOf } from "../stock/shop-pages";

const NAME = "first-view";
const DATABASE = "first_view";
/** A phone of the lower middle, as Lighthouse imitates it. */
const SLOW_DOWN = 4;
const PHONE = { width: 412, height: 823 };
const MOST_MS = 1_000;
/** The largest thing may still be replaced by a larger one for a while after the page has loaded. */
const SETTLE_MS = 700;

/** Those that a visitor may come to first; an order's page needs its secret link. */
const PAGES = Object.entries(SHOP_PAGES)
  .filter(([name]) => name !== "an order")
  .map(([id, path]) => ({ id, path }));
const WARM_READS = 5;
/** For scale. */
const BARE = "a page of one sentence, without styles or scripts";

export const firstView: Part = {
  name: NAME,
  title: `Until a visitor sees a page: largest contentful paint, processor slowed down ${SLOW_DOWN} times`,
  run: async (bench) => {
    const browser = await openBrowser(bench);
    if (browser === null) return [];
    const bare = await openBarePage();
    try {
      await prepareCarts(bench.postgres, DATABASE, { carts: 10 });
      const web = await bench.programs.startWeb({ databaseUrl: bench.postgres.url(DATABASE) });
      // For the server's compiler: a page of a shop is seldom the first that it ever served.
      for (const { path } of PAGES) for (let time = 0; time < WARM_READS; time += 1) await read(`${web.origin}${path}`);
      const views = [
        ...PAGES.map(({ id, path }) => ({ id, url: `${web.origin}${path}`, target: { atMost: MOST_MS } })),
        { id: BARE, url: bare.url, target: undefined },
      ];
      const measured = await measureInRounds(bench, views, {
        measure: (_slice, { url }) => largestPaintMs(browser, url),
        spell: (ms, { id }) => `${id} after ${ms.toFixed()} ms`,
        warm: ({ id }) => id === PAGES[0]?.id,
      });
      return views.map(({ id, target }) =>
        figureOf({
          part: NAME,
          id: `${NAME}-${slugOf(id)}`,
          what: `largest contentful paint at ${SLOW_DOWN}× slow-down, ${id}`,
          unit: "ms",
          rounds: measured(id),
          ...(target && { target }),
        }),
      );
    } finally {
      bare.server.close();
      await browser.close();
    }
  },
};

const read = async (url: string): Promise<string> => (await fetch(url)).text();

async function openBrowser({ note }: Bench): Promise<Browser | null> {
  try {
    const { executablePath, args, env } = await findBrowser();
    return await chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
  } catch (error) {
    note(`no browser could be started (${error instanceof Error ? error.message.split("\n")[0] : String(error)}).`);
    return null;
  }
}

/** What browser and machine need by themselves: on a machine that is busy with other things, that is most of it. */
async function openBarePage(): Promise<{ server: Server; url: string }> {
  const server = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Bare</title><p>A page of one sentence."),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return { server, url: `http://127.0.0.1:${port}/` };
}

/** In a browser that has never been here: nothing is in its cache. */
async function largestPaintMs(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: PHONE, locale: "fr-FR" });
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
    const answer = await page.goto(url, { waitUntil: "load" });
    if (answer?.status() !== 200) throw new Error(`${url} answers ${answer?.status()}`);
    await sleep(SETTLE_MS);
    return await page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          setTimeout(() => reject(new Error("the browser tells of no paint")), 5_000);
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
            type: "largest-contentful-paint",
            buffered: true,
          });
        }),
    );
  } finally {
    await context.close();
  }
}
