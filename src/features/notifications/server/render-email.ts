import { render, toPlainText } from "react-email";
import { confirmation } from "../emails/confirmation";
import type { EmailFacts } from "../emails/facts";
import { giftCard } from "../emails/gift-card";
import { participantInfo } from "../emails/participant-info";
import { paymentFailed } from "../emails/payment-failed";
import { placeLost } from "../emails/place-lost";
import { refund } from "../emails/refund";
import type { Template } from "../emails/template";
import { oneLine } from "./one-line";

export type RenderedEmail = { subject: string; html: string; text: string };

/** The subject and both bodies; the text part says the same as the HTML part. */
export async function renderEmail(facts: EmailFacts): Promise<RenderedEmail> {
  const { subject, body } = template(facts);
  const html = await render(body);
  return { subject: oneLine(subject), html, text: toPlainText(html, { selectors: TEXT_SELECTORS }) };
}

const TEXT_SELECTORS = [
  // Capitals would shout the reader's name.
  { selector: "h1", options: { uppercase: false } },
  // The number stands there already.
  { selector: 'a[href^="tel:"]', format: "inline" },
];

function template(facts: EmailFacts): Template {
  switch (facts.kind) {
    case "CONFIRMATION":
      return confirmation(facts);
    case "PARTICIPANT_INFO":
      return participantInfo(facts);
    case "GIFT_CARD":
      return giftCard(facts);
    case "PAYMENT_FAILED":
      return paymentFailed(facts);
    case "REFUND":
      return refund(facts);
    case "PLACE_LOST":
      return placeLost(facts);
    default:
      return facts satisfies never;
  }
}
