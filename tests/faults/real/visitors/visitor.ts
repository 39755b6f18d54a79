import type { z } from "zod";
import type { addItemBody } from "@/features/cart/schemas";
import { cart, cartAnswer, itemAnswer } from "@/features/cart/schemas";
import { baptemesAnswer, stagesAnswer } from "@/features/catalogue/schemas";
import { createOrderAnswer, orderAnswer } from "@/features/orders/schemas";
import type { Chance } from "../chance";
import { ask, type Heard, isTrouble, patiently, type Patience } from "./asking";
import { drawCustomer } from "./people";
import type { Tally } from "./tally";

type AddItem = z.input<typeof addItemBody>;

/** Somebody with a browser at the shop. What they are told must be what the contract says, even while everything breaks. */
export type Visitor = ReturnType<typeof openVisitor>;

export function openVisitor({
  origins,
  chance,
  tally,
  patience,
}: {
  origins: () => readonly string[];
  chance: Chance;
  tally: Tally;
  patience: Patience;
}) {
  let cookie: string | undefined;

  async function once(method: string, path: string, body?: unknown): Promise<Heard> {
    const heard = await ask(origins(), chance, path, {
      method,
      headers: {
        "accept-language": "fr",
        ...(cookie !== undefined && { cookie }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    cookie = heard.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
    tally.heard(
      `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Z]{4}(-[0-9A-Z]{4}){3}|token=.*/g, "…")}`,
      heard,
    );
    return heard;
  }

  /** The answer as the contract gives it, or the refusal's code. */
  async function call<Shape extends z.ZodType>(
    shape: Shape,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ said: z.infer<Shape> } | { refused: string }> {
    const heard = await patiently(chance, patience, () => once(method, path, body));
    if (isTrouble(heard)) return { refused: "trouble" };
    if (heard.status >= 300) return { refused: heard.code ?? String(heard.status) };
    const read = shape.safeParse(heard.body);
    if (read.success) return { said: read.data };
    tally.complain(`${method} ${path} was answered against the contract: ${read.error.message.slice(0, 300)}`);
    return { refused: "against-contract" };
  }

  return {
    stages: () => call(stagesAnswer, "GET", "/api/stages"),
    baptemes: () => call(baptemesAnswer, "GET", "/api/baptemes"),
    page: (path: string) => once("GET", path),
    cart: () => call(cart, "GET", "/api/cart"),
    add: (item: AddItem) => call(itemAnswer, "POST", "/api/cart/items", item),
    remove: (itemId: string) => once("DELETE", `/api/cart/items/${itemId}`),
    holdAgain: (itemId: string) => once("POST", `/api/cart/items/${itemId}/hold`, {}),
    useGiftCard: (code: string) => call(cartAnswer, "POST", "/api/cart/gift-cards", { code }),
    order: () =>
      call(createOrderAnswer, "POST", "/api/orders/create", { customer: drawCustomer(chance), acceptTerms: true }),
    look: (orderId: string, accessToken: string) =>
      call(orderAnswer, "GET", `/api/orders/${orderId}?token=${accessToken}`),
  };
}
