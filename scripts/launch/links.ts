import type { Language } from "./options.ts";
import type { GiftCard, Parts } from "./parts.ts";
import type { Plan } from "./plan.ts";
import type { Texts } from "./texts.ts";

/** Where to click, once everything answers. */
export function linksOf(plan: Plan, parts: Parts, texts: Texts, language: Language): string[] {
  const { links, cards } = texts;
  // French is the shop's own language, at its root.
  const pages = language === "fr" ? "" : `/${language}`;
  const places: [string, string][] = [
    [links.shop, `${plan.url}${pages}/`],
    [links.cart, `${plan.url}${pages}/cart`],
    [links.api, `${plan.url}/api/docs`],
  ];
  if (parts.stripePage) places.push([links.stripe, parts.stripePage]);
  if (parts.mailboxPage) places.push([links.mailbox, `${parts.mailboxPage}/?lang=${language}`]);

  const remarks: string[] = [];
  if (!parts.stripePage) remarks.push(links.ownStripe(plan.webhookUrl));
  if (!parts.mailboxPage) remarks.push(links.ownMail);

  return [
    "",
    ...table(places),
    "",
    `  ${cards.title}`,
    ...table([
      ["4242 4242 4242 4242", cards.accepted],
      ["4000 0000 0000 0002", cards.declined],
      ["4000 0000 0000 9995", cards.noFunds],
      ["4000 0025 0000 3155", cards.threeDSecure],
    ]),
    ...giftCards(parts.giftCards, texts),
    "",
    ...remarks.map((remark) => `  ${remark}`),
  ];
}

function giftCards(found: GiftCard[], texts: Texts): string[] {
  if (found.length === 0) return [];
  const rows = found.map(({ code, what, euros }): [string, string] => [code, texts.giftCard(what, euros)]);
  return ["", `  ${texts.giftCards}`, ...table(rows)];
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `    ${left.padEnd(width)}   ${right}`);
}
