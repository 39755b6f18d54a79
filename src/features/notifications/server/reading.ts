import type { Tx } from "@/db/client";
import type { Customer } from "@/db/schema/snapshots";
import type { OrderStatus } from "@/db/schema/status-words";
import { accessTokenFor } from "@/features/orders/server/access-token";
import type { EmailFacts, School } from "../emails/facts";
import type { ClaimedEmail } from "./queries";
import type { Address } from "./smtp";

export type OrderForEmail = {
  id: string;
  number: string;
  status: OrderStatus;
  customer: Customer | null;
  payableUntil: Date | null;
  dueNowCents: number;
  giftCardCents: number;
};

/** What the reading of every kind of e-mail begins with. */
export type Reading = {
  tx: Tx;
  email: ClaimedEmail;
  order: OrderForEmail;
  common: { locale: ClaimedEmail["locale"]; school: School; siteUrl: string; orderNumber: string };
};

export type Readiness = { kind: "ready"; to: Address; facts: EmailFacts } | NothingToSend;

/** Nobody is left to read it (their data was erased), or it is no longer true. Then nothing is sent, and nothing is wrong. */
export type NothingToSend = { kind: "nothing"; reason: "erased" | "superseded" };

export const ERASED: NothingToSend = { kind: "nothing", reason: "erased" };
export const SUPERSEDED: NothingToSend = { kind: "nothing", reason: "superseded" };

/** The link that opens the order for whoever has it. */
export async function readOrderUrl({ tx, order, common }: Reading): Promise<string> {
  return `${common.siteUrl}/orders/${order.id}?token=${encodeURIComponent(await accessTokenFor(tx, order.id))}`;
}

export const fullName = ({ firstName, lastName }: { firstName: string; lastName: string }): string =>
  `${firstName} ${lastName}`;
