import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { emails } from "@/db/schema/operations";
import { orderLines } from "@/db/schema/orders";
import { transaction } from "@/db/transaction";
import { now } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenStage } from "../../../../tests/support/given";
import { givenPaidOrder } from "../../../../tests/support/given-paid-order";
import { expectInvariants } from "../../../../tests/support/invariants";
import { MailRefusal, startMailServer } from "../../../../tests/support/mail-server";
import { sendDueEmails } from "./jobs";
import { type EmailToQueue, queueEmails } from "./queue-emails";
import { closeMailServer } from "./smtp";

afterEach(() => {
  closeMailServer();
  setConfig();
});

test("sent, bounced and erased: the outbox keeps every invariant, and every bounce is before the staff", async () => {
  const server = await startMailServer({
    onRecipient: (address) => {
      if (address.startsWith("gone")) throw new MailRefusal("550 5.1.1 No such user");
    },
  });
  setConfig({ SMTP_URL: server.url });
  const stage = await givenStage();
  const order = await givenPaidOrder({
    lines: [
      { stageId: stage.id, participant: { firstName: "Ada" } },
      { stageId: stage.id, participant: { firstName: "Ben", email: "gone@example.org" } },
      { stageId: stage.id, participant: { firstName: "Cleo" } },
      {
        giftCard: { giftCard: { kind: "AMOUNT", amountCents: 5_000 }, recipient: { name: "Dora" } },
        priceCents: 5_000,
      },
    ],
  });
  const email = (kind: EmailToQueue["kind"], subjectId: string): EmailToQueue => ({
    kind,
    orderId: order.id,
    subjectId,
    locale: "fr",
    notBefore: now(),
  });
  await transaction((tx) =>
    queueEmails(
      tx,
      [
        email("CONFIRMATION", order.id),
        ...order.lines.flatMap(({ bookingId, giftCard }) => [
          ...(bookingId === null ? [] : [email("PARTICIPANT_INFO", bookingId)]),
          ...(giftCard === null ? [] : [email("GIFT_CARD", giftCard.id)]),
        ]),
      ],
      now(),
    ),
  );
  await db()
    .update(orderLines)
    .set({ participant: null })
    .where(eq(orderLines.id, order.lines[2]?.id ?? ""));

  expect(await sendDueEmails()).toBe(5);

  const rows = await db().select({ status: emails.status }).from(emails);
  expect(rows.map(({ status }) => status).toSorted()).toEqual(["DEAD", "DEAD", "SENT", "SENT", "SENT"]);
  expect(server.mails).toHaveLength(3);
  await expectInvariants();
  await server.close();
});
