import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import fr from "@/i18n/messages/fr.json";
import { openSchool, PHONE_FR, type RunningSchool, visit } from "./running-school";

/** What a page may ask of a phone on a slow line before it answers; the framework alone is nearly nine tenths of it. */
const MOST_SCRIPT_BYTES = 130_000;

let school: RunningSchool;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(async () => {
  await school?.close();
});

const firstOf = async <T>(path: string, list: string): Promise<T> => {
  const answer: Record<string, T[]> = await (await fetch(`${school.url}/api/${path}`)).json();
  const [first] = answer[list] ?? [];
  if (first === undefined) throw new Error(`the seed's school has no ${list}`);
  return first;
};

/** Everything that Chromium fetches as a script until nothing more comes, as it comes over the wire. */
async function scriptBytes(page: Page, path: string): Promise<number> {
  const scripts: Request[] = [];
  const note = (request: Request) => request.resourceType() === "script" && scripts.push(request);
  page.on("requestfinished", note);
  const answer = await page.goto(`${school.url}${path}`, { waitUntil: "networkidle" });
  page.off("requestfinished", note);
  expect([path, answer?.status()]).toEqual([path, 200]);
  const sizes = await Promise.all(scripts.map((request) => request.sizes()));
  return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
}

async function fillCart(page: Page, stageId: string): Promise<string> {
  const answer = await page.context().request.post(`${school.url}/api/cart/items`, {
    headers: { origin: school.url },
    data: {
      type: "STAGE",
      stageId,
      participant: {
        firstName: "Zoé",
        lastName: "L’Hôte",
        email: "zoe@example.org",
        phone: "+33 6 12 34 56 78",
        birthDate: "1992-04-05",
        weightKg: 64,
        heightCm: 171,
      },
    },
  });
  expect(answer.status()).toBe(201);
  const { item } = (await answer.json()) as { item: { id: string } }; // the contract's answer to this call
  return item.id;
}

const stageToBook = async () => {
  const answer = await fetch(`${school.url}/api/stages`);
  const { stages } = (await answer.json()) as { stages: { id: string; type: string; placesLeft: number }[] }; // the contract
  const stage = stages.find((one) => one.placesLeft > 2 && one.type !== "DOUBLE");
  if (!stage) throw new Error("the seed's school has nothing left to book");
  return stage.id;
};

test("no page of the shop loads more than 130 kB of compressed JavaScript, with an empty cart or a full one", async () => {
  const { id: baptemeId } = await firstOf<{ id: string }>("baptemes", "baptemes");
  const stageId = await stageToBook();
  const anybody = [
    "/",
    "/stages",
    `/stages/${stageId}`,
    "/baptemes",
    `/baptemes/${baptemeId}`,
    "/gift-cards",
    "/terms",
  ];
  const weights: Record<string, number> = {};
  const weigh = async (name: string, path: string, prepare?: (page: Page) => Promise<unknown>) => {
    // A browser of their own each time: nothing is in its cache.
    const { page, context, complaints } = await visit(school, PHONE_FR);
    await prepare?.(page);
    weights[name] = await scriptBytes(page, path);
    expect(complaints).toEqual([]);
    await context.close();
  };

  for (const path of [...anybody, "/cart", "/checkout"]) await weigh(path, path);
  for (const path of ["/cart", "/checkout"]) await weigh(`${path}, full`, path, (page) => fillCart(page, stageId));
  const { page, context } = await visit(school, PHONE_FR);
  const itemId = await fillCart(page, stageId);
  weights["/cart/…"] = await scriptBytes(page, `/cart/${itemId}`);
  await context.close();

  const bare = Object.entries(weights).filter(([, bytes]) => bytes < 50_000);
  const heavy = Object.entries(weights).filter(([, bytes]) => bytes > MOST_SCRIPT_BYTES);
  expect(Object.keys(weights)).toHaveLength(12);
  // None that was not counted.
  expect(bare).toEqual([]);
  expect(heavy).toEqual([]);
});

test("cart and checkout stand in the page itself, for whoever has no JavaScript", async () => {
  const stageId = await stageToBook();
  const context = await school.browser.newContext({ javaScriptEnabled: false, locale: "fr-FR" });
  const page = await context.newPage();

  await page.goto(`${school.url}/cart`);
  expect(await page.locator("main h1").textContent()).toBe(fr.cart.empty);

  await fillCart(page, stageId);
  await page.goto(`${school.url}/cart`);
  expect(await page.locator("main").textContent()).toContain("Zoé L’Hôte");
  await page.goto(`${school.url}/checkout`);
  expect(await page.locator("main h1").textContent()).toBe(fr.checkout.title);
  await context.close();
});

test("a form says what is wrong with it, leads to each field, and forgets a mistake that is corrected", async () => {
  const { page, context, complaints } = await visit(school, PHONE_FR);
  await page.goto(`${school.url}/stages/${await stageToBook()}`);
  const lastName = page.locator('[id="participant.lastName"]');
  await page.getByLabel(fr.participant.firstName).fill("Zoé");
  await page.getByLabel(fr.participant.weightKg).fill("lourde");

  await page.getByRole("button", { name: fr.stage.submit }).click();
  const link = page.getByRole("link", { name: fr.participant.lastName, exact: true });
  await link.waitFor();
  expect(await page.locator("main [aria-invalid=true]").count()).toBe(6);
  expect(await page.locator('[id="participant.weightKg-error"]').textContent()).toBe(fr.fields.number);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(fr.participant.lastName);

  await link.click();
  expect(await lastName.evaluate((field) => field === document.activeElement)).toBe(true);
  await lastName.fill("L’Hôte");
  await link.waitFor({ state: "detached" });
  expect(await lastName.getAttribute("aria-invalid")).toBeNull();
  // What was typed is still there.
  expect(await page.getByLabel(fr.participant.firstName).inputValue()).toBe("Zoé");
  expect(complaints).toEqual([]);
  await context.close();
});
