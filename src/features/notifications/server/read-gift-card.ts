import { eq } from "drizzle-orm";
import { giftCards } from "@/db/schema/gift-cards";
import { ERASED, fullName, type Readiness, type Reading, SUPERSEDED } from "./reading";

/** About one gift card, whose id is the e-mail's subject: to whom it is for if their address is known, else to who bought it. */
export async function readGiftCard({ tx, email, order, common }: Reading): Promise<Readiness> {
  const [card] = await tx
    .select({
      code: giftCards.code,
      spec: giftCards.spec,
      balanceCents: giftCards.balanceCents,
      recipient: giftCards.recipient,
      expiresAt: giftCards.expiresAt,
    })
    .from(giftCards)
    .where(eq(giftCards.id, email.subjectId));
  if (card === undefined) throw new Error("a gift card's e-mail without its gift card");
  // Used up (the buyer sees the code at once) or taken back before its day: there is nothing left to give.
  if (card.balanceCents === 0) return SUPERSEDED;

  const { recipient } = card;
  const { customer } = order;
  if (recipient === null) return ERASED;
  const to =
    recipient.email !== undefined
      ? { name: recipient.name, address: recipient.email }
      : customer === null
        ? null
        : { name: fullName(customer), address: customer.email };
  if (to === null) return ERASED;
  return {
    kind: "ready",
    to,
    facts: {
      ...common,
      kind: "GIFT_CARD",
      readByRecipient: recipient.email !== undefined,
      recipientName: recipient.name,
      giverName: customer === null ? null : fullName(customer),
      message: recipient.message ?? null,
      code: card.code,
      spec: card.spec,
      balanceCents: card.balanceCents,
      expiresAt: card.expiresAt,
    },
  };
}
