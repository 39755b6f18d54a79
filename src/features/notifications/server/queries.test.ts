import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { emails } from "@/db/schema/operations";
import { transaction } from "@/db/transaction";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { beginEachTestWithAnEmptyOutbox, givenConfirmation, queueConfirmation } from "../../../../tests/support/outbox";
import { claimDueEmail, markDead, markSent, postpone } from "./queries";

beginEachTestWithAnEmptyOutbox();

const claim = () => transaction((tx) => claimDueEmail(tx, now(), 45));
async function givenClaimed() {
  await queueConfirmation(await givenConfirmation());
  const email = await claim();
  if (email === undefined) throw new Error("no e-mail is due");
  return email;
}
const statusOf = async (id: string) =>
  (await db().select({ status: emails.status }).from(emails).where(eq(emails.id, id)))[0]?.status;

test("an e-mail that is sent is not settled again, by the same worker or another", async () => {
  const email = await givenClaimed();
  expect(await markSent(db(), email, now())).toBe(true);

  expect(await markDead(db(), email, "late")).toBe(false);
  expect(await postpone(db(), email, addMinutes(now(), 5), "late")).toBe(false);

  expect(await statusOf(email.id)).toBe("SENT");
});

test.each(["SENT", "DEAD"] as const)("an e-mail that is %s is due no more, however long ago", async (status) => {
  const email = await givenClaimed();
  await db().update(emails).set({ status }).where(eq(emails.id, email.id));
  setClock(addMs(now(), DAY_MS));

  expect(await claim()).toBeUndefined();
});
