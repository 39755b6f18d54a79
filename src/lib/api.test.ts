import { createRoute, z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { addItemBody } from "@/features/cart/schemas";
import { newApi } from "./api";

const echo = newApi().openapi(
  createRoute({
    method: "post",
    path: "/echo",
    request: { body: { required: true, content: { "application/json": { schema: addItemBody } } } },
    responses: {
      200: { description: "the same", content: { "application/json": { schema: z.object({ type: z.string() }) } } },
    },
  }),
  (c) => c.json({ type: c.req.valid("json").type }, 200),
);

const send = (body: unknown, language?: string) =>
  apiOf({ features: [echo] }).request("/api/echo", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...(language && { "accept-language": language }) },
  });

test("a wrong shape is refused field by field, in French unless another language is asked", async () => {
  const answer = await send({
    type: "GIFT_CARD",
    giftCard: { kind: "AMOUNT", amountCents: 1 },
    recipient: { name: "" },
    extra: 1,
  });

  expect(answer.status).toBe(422);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("content-language")).toBe("fr");
  expect(await answer.json()).toMatchObject({
    code: "invalid",
    status: 422,
    errors: [
      { path: "giftCard.amountCents", message: expect.stringContaining("Trop petit") },
      { path: "recipient.name", message: "Ce champ est vide." },
      { path: "extra", message: "Ce champ n’est pas connu ici." },
    ],
  });
});

test("in English for who prefers it", async () => {
  const answer = await send({ type: "STAGE" }, "en-GB,en;q=0.9,fr;q=0.8");

  expect(answer.headers.get("content-language")).toBe("en");
  expect(await answer.json()).toMatchObject({
    detail: "Some fields need correcting.",
    errors: [
      { path: "stageId", message: "This field is required." },
      { path: "participant", message: "This field is required." },
    ],
  });
});
