import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { schools } from "@/db/schema/catalogue";
import { orders } from "@/db/schema/orders";
import { publicUrl } from "@/lib/config";
import type { School } from "../emails/facts";
import type { ClaimedEmail } from "./queries";
import { readConfirmation, readPaymentFailed, readPlaceLost, readRefund } from "./read-customer-email";
import { readGiftCard } from "./read-gift-card";
import { readParticipantInfo } from "./read-participant-info";
import type { NothingToSend, Readiness, Reading } from "./reading";

export type EmailToSend = Exclude<Readiness, NothingToSend> & { school: School };

/**
 * What an e-mail says and to whom, read when it is sent: the outbox holds ids only (E10), and what has changed since it was
 * queued is told as it is now.
 */
export async function readEmail(tx: Tx, email: ClaimedEmail): Promise<EmailToSend | NothingToSend> {
  const [order] = await tx
    .select({
      id: orders.id,
      number: orders.number,
      status: orders.status,
      customer: orders.customer,
      payableUntil: orders.payableUntil,
      dueNowCents: orders.dueNowCents,
      giftCardCents: orders.giftCardCents,
    })
    .from(orders)
    .where(eq(orders.id, email.orderId));
  if (order === undefined) throw new Error("an e-mail without its order");
  const school = await readSchool(tx);
  const common = { locale: email.locale, school, siteUrl: siteUrl(email.locale), orderNumber: order.number };
  const found = await read({ tx, email, order, common });
  return found.kind === "nothing" ? found : { ...found, school };
}

function read(reading: Reading): Promise<Readiness> {
  const { kind } = reading.email;
  switch (kind) {
    case "CONFIRMATION":
      return readConfirmation(reading);
    case "PARTICIPANT_INFO":
      return readParticipantInfo(reading);
    case "GIFT_CARD":
      return readGiftCard(reading);
    case "PAYMENT_FAILED":
      return readPaymentFailed(reading);
    case "REFUND":
      return readRefund(reading);
    case "PLACE_LOST":
      return readPlaceLost(reading);
    default:
      return kind satisfies never;
  }
}

/** French is the language without a prefix. */
const siteUrl = (locale: ClaimedEmail["locale"]): string => publicUrl() + (locale === "en" ? "/en" : "");

/** A database without a school's row (before its seed) still sends: under the product's name, without contact. */
const NO_SCHOOL: School = {
  name: "Envol",
  timeZone: "Europe/Paris",
  email: null,
  phone: null,
  address: null,
  meetingPoint: null,
  legalNotice: null,
};

async function readSchool(tx: Tx): Promise<School> {
  const [row] = await tx
    .select({
      name: schools.name,
      timeZone: schools.timeZone,
      email: schools.email,
      phone: schools.phone,
      addressLine: schools.addressLine,
      postalCode: schools.postalCode,
      city: schools.city,
      meetingPoint: schools.meetingPoint,
      legalNotice: schools.legalNotice,
    })
    .from(schools)
    .limit(1);
  if (row === undefined) return NO_SCHOOL;
  const { addressLine, postalCode, city, ...school } = row;
  return { ...school, address: `${addressLine}, ${postalCode} ${city}` };
}
