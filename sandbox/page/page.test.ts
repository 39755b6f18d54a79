import { request } from "node:http";
import { expect, test } from "vitest";
import { givenSandbox } from "../testing";
import type { Sandbox } from "../start";

const press = (
  sandbox: Sandbox,
  action: string,
  fields: Record<string, string>,
  headers: Record<string, string> = { Origin: sandbox.url },
) =>
  fetch(`${sandbox.url}/_page/${action}`, {
    method: "POST",
    redirect: "manual",
    headers,
    body: new URLSearchParams(fields),
  });

test("the page shows everything, in the browser's language, from this host alone", async () => {
  const { sandbox } = await givenSandbox({ webhookEndpoints: [{ url: "http://127.0.0.1:9/x", secret: "whsec_a" }] });
  const { id } = sandbox.create({ amount: 12_345, currency: "eur", metadata: { orderNumber: "<script>1" } });
  sandbox.confirm(id);
  const refund = sandbox.refund(id, { amount: 100 });
  const dispute = sandbox.dispute(id);
  const [event] = sandbox.events();
  const open = async (path: string, language = "fr") => {
    const response = await fetch(sandbox.url + path, { headers: { "Accept-Language": language } });
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    return response.text();
  };

  expect(await open("/")).toContain("123,45");
  expect(await open("/", "en-GB")).toContain("€123.45");
  expect(await open("/?lang=en")).toContain("Payments");
  const payment = await open(`/payments/${id}`);
  expect(payment).toContain("&lt;script&gt;1");
  expect(payment).not.toContain("<script>1");
  expect(await open("/refunds")).toContain(refund.id);
  expect(await open("/disputes")).toContain(dispute.id);
  expect(await open("/events")).toContain("payment_intent.succeeded");
  expect(await open(`/events/${event?.id}`)).toContain("http://127.0.0.1:9/x");
  for (const path of ["/faults", "/requests", "/endpoints"])
    expect(await open(path)).not.toMatch(/(src|href|action)="https?:/);
  expect((await fetch(`${sandbox.url}/payments/pi_none`)).status).toBe(404);
});

test("its buttons do what they say", async () => {
  const { sandbox } = await givenSandbox();
  const make = () => sandbox.create({ amount: 5_000, currency: "eur" }).id;
  const [paid, declined, asked, slow, cancelled] = [make(), make(), make(), make(), make()];

  await press(sandbox, "pay", { id: paid, method: "pm_card_visa" });
  await press(sandbox, "pay", { id: declined, method: "pm_card_chargeDeclined" });
  await press(sandbox, "pay", { id: asked, method: "pm_card_authenticationRequired" });
  await press(sandbox, "challenge", { id: asked, answer: "succeed" });
  await press(sandbox, "pay", { id: slow, method: "pm_sepaDebit_success" });
  await press(sandbox, "settle", { id: slow, outcome: "fail" });
  await press(sandbox, "cancel", { id: cancelled });
  await press(sandbox, "refund", { id: paid, amount: "12,50" });
  await press(sandbox, "refund", { id: paid });
  await press(sandbox, "dispute", { id: asked });
  await press(sandbox, "close-dispute", { id: sandbox.disputes()[0]?.id ?? "", outcome: "won" });
  await press(sandbox, "fail-refund", { id: sandbox.refunds()[0]?.id ?? "" });
  await press(sandbox, "add-fault", {
    kind: "duplicate",
    count: "3",
    copies: "4",
    probability: "",
    parallel: "true",
    part: "body",
  });

  expect([paid, declined, asked, slow, cancelled].map((id) => sandbox.paymentIntent(id).status)).toEqual([
    "succeeded",
    "requires_payment_method",
    "succeeded",
    "requires_payment_method",
    "canceled",
  ]);
  expect(sandbox.refunds().map(({ amount, status }) => [amount, status])).toEqual([
    [3_750, "failed"],
    [1_250, "succeeded"],
  ]);
  expect(sandbox.disputes()[0]?.status).toBe("won");
  expect(sandbox.faults.list()).toEqual([{ kind: "duplicate", count: 3, copies: 4, parallel: true }]);
});

test("what cannot be done is said on the page it was asked from", async () => {
  const { sandbox } = await givenSandbox();
  const { id } = sandbox.create({ amount: 5_000, currency: "eur" });
  sandbox.cancel(id);

  const answer = await press(sandbox, "pay", { id, method: "pm_card_visa", back: `/payments/${id}` });

  expect(answer.status).toBe(303);
  const location = answer.headers.get("location") ?? "";
  expect(location).toMatch(new RegExp(`^/payments/${id}\\?problem=`));
  expect(await (await fetch(sandbox.url + location)).text()).toContain("status of canceled");
  expect((await press(sandbox, "cancel", { id, back: "//evil.test" })).headers.get("location")).toMatch(/^\/\?problem/);
});

test("no other site presses a button, and no other name opens the page", async () => {
  const { sandbox } = await givenSandbox();
  const { id } = sandbox.create({ amount: 5_000, currency: "eur" });

  for (const headers of [{ Origin: "http://evil.test" }, { "Sec-Fetch-Site": "cross-site" }, { Origin: "null" }, {}])
    expect((await press(sandbox, "cancel", { id }, headers as Record<string, string>)).status).toBe(403);
  expect(sandbox.paymentIntent(id).status).toBe("requires_payment_method");
  expect(await statusAs("evil.test", sandbox.url)).toBe(403);
  expect(await statusAs("localhost:4242", sandbox.url)).toBe(200);
});

/** fetch sets the Host header itself. */
function statusAs(host: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
