import type { Language } from "./options.ts";
import type { Shop } from "./shop.ts";
import type { Texts } from "./texts.ts";

/** Where to click, once everything answers. */
export function linksOf(shop: Shop, texts: Texts, language: Language): string[] {
  const { links, cards } = texts;
  const places: [string, string][] = [
    [links.shop, `${shop.url}/${language}`],
    [links.cart, `${shop.url}/${language}/cart`],
    [links.api, `${shop.url}/api/docs`],
  ];
  if (shop.stripePage) places.push([links.stripe, shop.stripePage]);
  if (shop.mailboxPage) places.push([links.mailbox, `${shop.mailboxPage}/?lang=${language}`]);

  const remarks: string[] = [];
  if (!shop.stripePage) remarks.push(links.ownStripe(shop.webhookUrl));
  if (!shop.mailboxPage) remarks.push(links.ownMail);

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
    "",
    ...remarks.map((remark) => `  ${remark}`),
  ];
}

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `    ${left.padEnd(width)}   ${right}`);
}
