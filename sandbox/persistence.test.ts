import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { givenReceiver, post, sdkFor, until, WEBHOOK_SECRET } from "./testing";
import { startSandbox } from "./start";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

function givenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stripe sandbox "));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function givenProgram(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^Stripe sandbox ready on (\S+)$/.exec(line) ?? [];
    if (url) return { child, url };
  }
  throw new Error("The sandbox ended before it was ready");
}

test("after kill -9 everything is there: payments, events, keys, and deliveries still to do", async () => {
  const folder = givenFolder();
  const receiver = await givenReceiver();
  receiver.answers = [500];
  const args = ["--data", folder, "--webhook-url", receiver.url, "--webhook-secret", WEBHOOK_SECRET];
  const first = await givenProgram(...args);
  const made = await post(
    first.url,
    "/v1/payment_intents",
    {
      amount: "1000",
      currency: "eur",
      confirm: "true",
      payment_method: "pm_card_visa",
      return_url: "https://shop.test/",
    },
    { "Idempotency-Key": "k1" },
  );
  const before = await made.text();
  await until(() => receiver.received.length >= 3);

  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  const undelivered = receiver.received.length;
  receiver.answers = [200];
  const second = await givenProgram(...args);
  await until(() => receiver.received.length >= undelivered + 3, 10_000);

  const replayed = await post(
    second.url,
    "/v1/payment_intents",
    {
      amount: "1000",
      currency: "eur",
      confirm: "true",
      payment_method: "pm_card_visa",
      return_url: "https://shop.test/",
    },
    { "Idempotency-Key": "k1" },
  );
  expect(await replayed.text()).toBe(before);
  expect(replayed.headers.get("idempotent-replayed")).toBe("true");
  const stripe = sdkFor(second.url);
  expect((await stripe.paymentIntents.list()).data).toMatchObject([{ status: "succeeded", amount_received: 1_000 }]);
  expect((await stripe.events.list()).data).toHaveLength(3);
  // The same bytes again.
  const bodies = receiver.received.map(({ body }) => body);
  expect(new Set(bodies.slice(undelivered))).toEqual(new Set(bodies.slice(0, undelivered)));
});

test("SIGTERM ends it within a second, although a receiver never answers", async () => {
  const receiver = await givenReceiver();
  receiver.answers = ["silence"];
  const { child, url } = await givenProgram("--webhook-url", receiver.url, "--webhook-secret", WEBHOOK_SECRET);
  await post(url, "/v1/payment_intents", { amount: "1000", currency: "eur" });
  await until(() => receiver.received.length === 1);

  const startedAt = Date.now();
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");

  expect(code).toBe(0);
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});

test("what settles by itself settles in the next start, and a new receiver address gets what waited", async () => {
  const folder = givenFolder();
  const receiver = await givenReceiver();
  const first = await startSandbox({
    dataDir: folder,
    autoDeliver: false,
    settleDelayMs: 0,
    webhookEndpoints: [{ url: "http://127.0.0.1:1/old", secret: "whsec_old" }],
  });
  const { id } = first.create({ amount: 1_000, currency: "eur" });
  first.confirm(id, { paymentMethod: "pm_sepaDebit_success" });
  await first.close();

  const second = await startSandbox({
    dataDir: folder,
    webhookEndpoints: [{ url: receiver.url, secret: WEBHOOK_SECRET }],
  });
  onTestFinished(() => second.close());
  await until(() => receiver.types().includes("payment_intent.succeeded"));

  expect(second.paymentIntent(id).status).toBe("succeeded");
  expect(second.endpoints()).toHaveLength(1);
  expect(receiver.types()).toContain("payment_intent.processing");
});

test("two sandboxes on one folder are one too many", async () => {
  const folder = givenFolder();
  const first = await startSandbox({ dataDir: folder });
  onTestFinished(() => first.close());

  await expect(startSandbox({ dataDir: folder })).rejects.toThrow("locked");
});
