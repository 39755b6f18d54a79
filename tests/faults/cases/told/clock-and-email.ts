import type { FaultCase } from "../../cases.ts";

/** Clocks, and e-mails. */
export const CLOCK_AND_EMAIL: readonly FaultCase[] = [
  {
    number: "T1",
    fault: "a machine's clock is minutes fast",
    here: "our time is the database's and skew raises an alert; were all clocks wrong, events would be refused as stale and a figure of its own would say so",
  },
  {
    number: "T2",
    fault: "a clock that is slow: signatures from the future",
    here: "accepted, as Stripe's SDK does; the time in a signature only ends it",
  },
  {
    number: "T3",
    fault: "the hold or the time to pay ends in the instant of the success",
    here: "whoever has the order's lock first decides; Stripe is asked before anything ends, and money that came pays",
  },
  {
    number: "T5",
    fault: "the money comes days later",
    here: "a debit that Stripe has told of keeps its place; any other late money is honoured where a place is left",
  },
  {
    number: "T6",
    fault: "clocks change between winter and summer",
    here: "instants are stored with their zone and shown in the school's; an hour that does not exist or comes twice has one meaning",
  },
  {
    number: "T7",
    fault: "clocks jump",
    here: "one clock that follows the database's and runs on the monotonic timer; what is due is a row, taken once",
  },
  {
    number: "T8",
    fault: "an event older than our records, or signed by a secret that is out of use",
    here: "the secret decides: 400, and reconciliation finds the payment; with a good one, it changes nothing",
  },
  {
    number: "E1",
    fault: "the mail server is away",
    here: "the order is paid and Stripe has its 200; e-mails wait, longer each time, for two days",
  },
  {
    number: "E2",
    fault: "an address that does not exist",
    here: "given up at once and before the staff, without the address; the queue goes on",
  },
  { number: "E3", fault: "the mail server took it and we died", here: "the same Message-ID is sent again" },
  {
    number: "E4",
    fault: "the transaction rolls back",
    here: "an e-mail is a row of it, and is gone with it: nothing is sent that was not committed",
  },
  {
    number: "E5",
    fault: "several ways lead to one e-mail",
    here: "one row per order, kind and subject, by a unique key",
  },
  {
    number: "E6",
    fault: "a worker looks before the commit",
    here: "it sees committed rows only, and nothing wakes it earlier",
  },
  {
    number: "E7",
    fault: "alerts by a mail server that is broken",
    here: "alerts are rows, log lines and figures, not e-mails",
  },
  {
    number: "E8",
    fault: "one order's e-mail cannot be made",
    here: "that row is put off and given up in the end, with an alert; the others leave",
  },
  {
    number: "E10",
    fault: "personal data in what is kept",
    here: "the outbox holds ids only and is written from the order when it is sent; bodies of parked events are emptied after 30 days",
  },
];
