import type { FaultCase } from "../../cases.ts";

/** Trouble with PostgreSQL and with Stripe's API. */
export const DATABASE_AND_STRIPE: readonly FaultCase[] = [
  {
    number: "B1",
    fault: "the database is away",
    here: "503 within seconds, not ready, nothing is called processed; Stripe's retry does it later",
  },
  {
    number: "B2",
    fault: "no connection is free",
    here: "after three seconds 503; a long queue is shed at once, and a figure shows it",
  },
  {
    number: "B3",
    fault: "a connection breaks in a transaction, or a server that only reads is promoted",
    here: "503, the process lives, the pool is whole; the next delivery does all of it",
  },
  {
    number: "B4",
    fault: "a statement takes too long",
    here: "PostgreSQL cancels it after fifteen seconds and the transaction is gone: 503, then the retry",
  },
  {
    number: "B6",
    fault: "data that a constraint refuses",
    here: "rolled back and parked with an alert; other events, refunds and the day's reading go on without it",
  },
  {
    number: "B7",
    fault: "a full disk, or characters that no text column holds",
    here: "503 for the disk; the event's bytes are kept as bytes, and control characters are taken out of Stripe's words",
  },
  {
    number: "B8",
    fault: "a stale replica says that an event is new",
    here: "there is one database address, and what is new is claimed by an insert: a replica refuses it (503) and nothing is answered on its word",
  },
  {
    number: "B9",
    fault: "a restore from a backup loses the latest commits",
    here: "reconciliation reads from before the gap: orders are paid anew, payments of orders that are lost are an alert and an entry for the staff",
  },
  {
    number: "B10",
    fault: "amounts that overflow, fractions of a cent",
    here: "whole cents in a domain of the database that refuses fractions and what is beyond any school; Stripe's numbers are checked before they count",
  },
  {
    number: "B11",
    fault: "commits that the disk has not confirmed",
    here: "the start warns of `synchronous_commit=off` and `fsync=off`; docs/operations/backup.md says what can be lost",
  },
  {
    number: "B12",
    fault: "tables of events and e-mails that grow for ever",
    here: "old records and bodies are removed by a job; what is due stands in small indexes of its own",
  },
  {
    number: "S1",
    fault: "Stripe says «too many requests» or is locked",
    here: "Stripe's lock is asked for a few times more by the SDK with growing, random waits; then, as with «too many requests», a job asks later and one question after the other",
  },
  {
    number: "S2",
    fault: "the answer about a new PaymentIntent does not come, or Stripe repeats a stored failure",
    here: "asked again with the same key; where the key repeats a failure, only the list proves that nothing was made and frees the next key",
  },
  {
    number: "S3",
    fault: "a key is used again with other parameters",
    here: "parameters come from the order's snapshot, so it is a defect: logged and answered 500, the order waits, and nothing is made",
  },
  {
    number: "S4",
    fault: "a key older than Stripe remembers",
    here: "its list is read first; a second PaymentIntent or refund is not made",
  },
  {
    number: "S5",
    fault: "Stripe does not know the PaymentIntent",
    here: "never «unpaid»: an alert about mixed accounts, the order stays as it is",
  },
  { number: "S6", fault: "Stripe refuses our key", here: "an alert, and no order changes" },
  {
    number: "S7",
    fault: "pages shift while they are read",
    here: "PaymentIntents are listed by time of making, daily, with three days of overlap",
  },
  {
    number: "S8",
    fault: "the event speaks another API version",
    here: "only what all versions share is read, so that no version is refused and none raises an alert; which one it was is written down with the event",
  },
  { number: "S9", fault: "a thin event", here: "verified, then 200 `ignored`" },
  {
    number: "S11",
    fault: "Stripe is away for hours",
    here: "no order is cancelled and no place given up before Stripe has said so; carts stay, and all goes on when it is back",
  },
  {
    number: "S12",
    fault: "cancelling fails because the payment has just succeeded",
    here: "the answer says so and the order is paid",
  },
];
