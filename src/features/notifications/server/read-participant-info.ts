import { eq } from "drizzle-orm";
import { bookings } from "@/db/schema/bookings";
import { ERASED, fullName, type Readiness, type Reading, SUPERSEDED } from "./reading";
import { readLines } from "./read-lines";

/** About one booking, whose id is the e-mail's subject. */
export async function readParticipantInfo({ tx, email, order, common }: Reading): Promise<Readiness> {
  const [booking] = await tx
    .select({ orderLineId: bookings.orderLineId, cancelledAt: bookings.cancelledAt })
    .from(bookings)
    .where(eq(bookings.id, email.subjectId));
  if (booking === undefined) throw new Error("a participant's e-mail without its booking");
  if (booking.cancelledAt !== null) return SUPERSEDED;

  const line = (await readLines(tx, order.id)).find(({ id }) => id === booking.orderLineId);
  if (line === undefined || line.purchase.type === "GIFT_CARD") throw new Error("a booking without its line");
  if (line.participant === null) return ERASED;
  return {
    kind: "ready",
    to: { name: fullName(line.participant), address: line.participant.email },
    facts: {
      ...common,
      kind: "PARTICIPANT_INFO",
      participantFirstName: line.participant.firstName,
      activity: line.purchase,
    },
  };
}
