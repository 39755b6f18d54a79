import type { FaultCase } from "../../cases.ts";

/** What happens at the same time, and where a process may die. */
export const RACES_AND_KILLS: readonly FaultCase[] = [
  {
    number: "C1",
    fault: "the customer presses «pay» again while the event arrives",
    here: "both lock the order first: the same order and PaymentIntent come back, or the word that it is paid",
  },
  {
    number: "C2",
    fault: "webhook, reconciliation, «pay» pressed again and the end of the time to pay are at one order at once",
    here: "one function, one order of locks: one of them pays, the others find it done; no button marks an order as paid by hand",
  },
  {
    number: "C3",
    fault: "more buyers than places",
    here: "the database counts under the activity's lock and refuses the place too many: an order is not made, or its late money goes back",
  },
  {
    number: "C4",
    fault: "PostgreSQL ends a transaction for a deadlock",
    here: "the whole transaction is done again, up to five times with waits that differ; then 503",
  },
  { number: "C5", fault: "PostgreSQL ends a transaction because it cannot be serialized", here: "as with a deadlock" },
  { number: "C6", fault: "a lock is not to be had", here: "after four seconds 503, and the event is parked" },
  {
    number: "C7",
    fault: "half of the effects are written when the transaction is ended",
    here: "all effects and the record of the event are one transaction: nothing of the first half is left, and the second run writes all of it",
  },
  {
    number: "C8",
    fault: "the cart changes while the payment is under way",
    here: "lines are a snapshot; only the items that were bought leave the cart",
  },
  {
    number: "C9",
    fault: "the payment fails",
    here: "ordering does not touch the cart: items and places are still there",
  },
  {
    number: "C10",
    fault: "one gift card in two checkouts at once",
    here: "the card is locked and its part is kept when the order is made; the ledger's guard refuses to go below zero",
  },
  {
    number: "C11",
    fault: "a bought gift card might be issued twice by a copy of the event",
    here: "one card per order line by a unique key, issued in the transaction that pays",
  },
  {
    number: "C13",
    fault: "two workers take one row, or one comes back after its time",
    here: "rows are taken with SKIP LOCKED and moved out of reach; the attempt's number keeps a late one from writing over the next",
  },
  {
    number: "C15",
    fault: "two versions run at once during a deploy",
    here: "migrations only add; an older version is ready on a newer schema, and words that it does not know decide nothing: an e-mail of a new kind is put off, the others leave",
  },
  {
    number: "K1",
    fault: "killed before anything is committed",
    here: "no answer was sent, nothing is written; Stripe delivers again",
  },
  {
    number: "K2",
    fault: "killed around the parking of a failed event, or at its retry",
    here: "whichever comes first, our retry or Stripe's, has the effect; the other finds it done",
  },
  {
    number: "K3",
    fault: "killed in the middle of the effects",
    here: "PostgreSQL rolls all of it back, and the retry does all of it. The last effects are sent together with their COMMIT: when all that has arrived, PostgreSQL carries it out as at K4",
  },
  {
    number: "K4",
    fault: "COMMIT was sent and its answer is lost",
    here: "before the event is called failed it is looked up: committed means `duplicate`, nothing is parked",
  },
  { number: "K5", fault: "killed after COMMIT, before the answer", here: "Stripe's retry is a duplicate" },
  {
    number: "K6",
    fault: "killed after the answer, before any e-mail",
    here: "the e-mails are rows of the same transaction; any worker sends them later",
  },
  {
    number: "K7",
    fault: "killed after the mail server took an e-mail, before it is marked sent",
    here: "sent again within a minute with the same Message-ID, by which the copy can be dropped",
  },
  {
    number: "K8",
    fault: "killed between a refund at Stripe and our record of it",
    here: "the refund is a row first and its id the idempotency key: the next attempt finds the same refund",
  },
  {
    number: "K10",
    fault: "killed halfway through the pages of the daily reading",
    here: "the cursor moves when a page is done: the next worker reads that page again and goes on",
  },
  {
    number: "K11",
    fault: "told to stop during a deploy",
    here: "takes nothing new, finishes what it has begun, and nothing is done after an answer that is not a row already",
  },
  { number: "K12", fault: "a worker dies with rows in its hands", here: "they come back after less than a minute" },
];
