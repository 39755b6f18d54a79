import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { givenSandbox, refusal } from "../testing";

const TEN = { amount: 1_000, currency: "eur" };

test("the script is one classic script that defines Stripe as React Stripe.js expects it", async () => {
  const { sandbox } = await givenSandbox();
  const response = await fetch(`${sandbox.url}/js/stripe.js`);
  const window: { Stripe?: { version: string } & ((key: string) => Record<string, unknown>) } = {};
  const page = createContext({
    window,
    document: { currentScript: { src: `${sandbox.url}/js/stripe.js` } },
    location: { origin: "http://shop.test" },
    URL,
  });

  runInContext(await response.text(), page);

  expect(response.headers.get("content-type")).toContain("text/javascript");
  const stripe = window.Stripe?.("pk_test_abc");
  for (const name of [
    "elements",
    "createToken",
    "createPaymentMethod",
    "confirmCardPayment",
    "confirmPayment",
    "retrievePaymentIntent",
    "handleNextAction",
    "registerAppInfo",
    "_registerWrapper",
  ])
    expect([name, typeof stripe?.[name]]).toEqual([name, "function"]);
  expect(window.Stripe?.version).toBe("endive");
  expect(() => window.Stripe?.("sk_test_abc")).toThrow("publishable");
});

test("the frames speak both languages and may be framed by the announced page alone", async () => {
  const { sandbox } = await givenSandbox();
  const open = async (query: string) => fetch(`${sandbox.url}/js/payment-element?${query}`);

  const french = await open("locale=fr&parent=http://localhost:3000");
  const nobody = await open("locale=en&parent=javascript:alert(1)");

  expect(await french.text()).toContain("Numéro de carte");
  expect(french.headers.get("content-security-policy")).toContain("frame-ancestors http://localhost:3000");
  expect(await nobody.text()).toContain("Card number");
  expect(nobody.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test("a challenge page leads back to the shop with what became of the payment", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const ask = async () => {
    const intent = await stripe.paymentIntents.create({
      ...TEN,
      confirm: true,
      payment_method: "pm_card_authenticationRequired",
      return_url: "https://shop.test/back?order=1",
    });
    return { id: intent.id, url: new URL(intent.next_action?.redirect_to_url?.url ?? "") };
  };
  const answer = (url: URL, fields: Record<string, string>) =>
    fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
  const [good, bad] = [await ask(), await ask()];

  const page = await fetch(good.url, { headers: { "Accept-Language": "fr-FR" } });
  const forged = await answer(good.url, { key: "guess", answer: "succeed" });
  const yes = await answer(good.url, { key: good.url.searchParams.get("key") ?? "", answer: "succeed" });
  const no = await answer(bad.url, { key: bad.url.searchParams.get("key") ?? "", answer: "fail" });
  const twice = await answer(good.url, { key: good.url.searchParams.get("key") ?? "", answer: "succeed" });

  expect(await page.text()).toContain("10,00");
  expect([forged.status, yes.status, no.status, twice.status]).toEqual([410, 303, 303, 410]);
  const way = new URL(yes.headers.get("location") ?? "");
  expect(way.origin + way.pathname).toBe("https://shop.test/back");
  expect(Object.fromEntries(way.searchParams)).toMatchObject({
    order: "1",
    payment_intent: good.id,
    redirect_status: "succeeded",
    payment_intent_client_secret: expect.stringContaining("_secret_"),
  });
  expect(new URL(no.headers.get("location") ?? "").searchParams.get("redirect_status")).toBe("failed");
  expect([sandbox.paymentIntent(good.id).status, sandbox.paymentIntent(bad.id).status]).toEqual([
    "succeeded",
    "requires_payment_method",
  ]);
});

test("a browser confirms with its client secret and learns of a decline what is for browsers", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const intent = await stripe.paymentIntents.create({ ...TEN, metadata: { orderId: "secret" } });
  const confirm = async (number: string, secret = intent.client_secret ?? "") => {
    const response = await fetch(`${sandbox.url}/v1/payment_intents/${intent.id}/confirm`, {
      method: "POST",
      body: new URLSearchParams({
        key: "pk_test_a",
        client_secret: secret,
        return_url: "https://shop.test/",
        use_stripe_sdk: "true",
        "payment_method_data[type]": "card",
        "payment_method_data[card][number]": number,
        "payment_method_data[card][exp_month]": "12",
        "payment_method_data[card][exp_year]": "2030",
        "payment_method_data[card][cvc]": "123",
      }),
    });
    return { status: response.status, body: await response.text() };
  };

  const stranger = await confirm("4242424242424242", "pi_x_secret_y");
  const declined = await confirm("4000000000000002");
  const paid = await confirm("4242424242424242");

  expect(stranger.status).toBe(400);
  expect(declined).toMatchObject({ status: 402, body: expect.stringContaining("card_declined") });
  expect(declined.body + paid.body).not.toContain("orderId");
  expect(paid.status).toBe(200);
  expect((await refusal(stripe.paymentIntents.cancel(intent.id))).payment_intent?.status).toBe("succeeded");
  expect(
    sandbox
      .requests()
      .map(({ body }) => body)
      .join(""),
  ).not.toContain("4242424242424242");
});
