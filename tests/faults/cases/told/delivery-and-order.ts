import type { FaultCase } from "../../cases.ts";

/** How events are delivered, and in which order. */
export const DELIVERY_AND_ORDER: readonly FaultCase[] = [
  {
    number: "D1",
    fault: "the same event is delivered twice, minutes apart",
    here: "the record of the first names its id: 200 `duplicate`, and no row changes",
  },
  {
    number: "D2",
    fault: "many copies of one event arrive at once, at several processes",
    here: "all want the order's lock and then the same key in the record of events: one commits its effects, the others wait and find it done (200 `duplicate`), or are told 503 when they waited too long",
  },
  {
    number: "D3",
    fault: "the first delivery failed and was rolled back, and the event comes again",
    here: "the record is written in the transaction of the effects, so it went with them: the next delivery is processed like a first one",
  },
  {
    number: "D4",
    fault: "the event comes again while its first delivery is still at work",
    here: "it waits for the order's lock until the first is durable, then is a duplicate; after four seconds of waiting it is 503 and kept for later",
  },
  {
    number: "D5",
    fault: "several event ids tell of one success",
    here: "the payment is recorded as received already: the second id is linked to the order with the effect `nothing-new`",
  },
  {
    number: "D6",
    fault: "one event goes to two endpoints, to the second perhaps as a thin event",
    here: "each is checked against every configured secret and finds the same record; a thin event is verified and ignored",
  },
  {
    number: "D7",
    fault: "somebody resends an event after our record of it was removed",
    here: "records go after 90 days; payment and order still say what happened, so nothing changes",
  },
  {
    number: "D8",
    fault: "an event is never delivered",
    here: "a minute's job asks Stripe about each payment that should have ended, and what it says goes the webhook's way, marked RECONCILE",
  },
  {
    number: "D9",
    fault: "Stripe never makes the event at all",
    here: "once a day all PaymentIntents since three days before the last reading are listed, however long ago that was; each success of ours that is not recorded is applied. Stripe's notices of its own trouble are not listened to: this reading needs none",
  },
  {
    number: "D10",
    fault: "the event arrives after reconciliation has paid the order",
    here: "nothing new: it is recorded with the order that it found paid",
  },
  {
    number: "D11",
    fault: "a backlog of days is delivered in one burst",
    here: "a pool of ten connections and its short queue bound the work, what is too much is shed with 503; e-mails are one per order and kind and leave in bounded batches",
  },
  {
    number: "D12",
    fault: "we answer so slowly that Stripe gives up, and commit all the same",
    here: "its retry is a duplicate; how long answers of the webhook take is a figure, and alerts are made on it",
  },
  {
    number: "D13",
    fault: "an event of a type that we do not listen to",
    here: "200 `ignored`, also for types called like the parts of an object",
  },
  {
    number: "D14",
    fault: "an event of another program or installation on the same Stripe account",
    here: "a PaymentIntent that we do not know is ours only by our own `installation`; else it is ignored, whatever order its metadata names",
  },
  {
    number: "D15",
    fault: "a test event at the live endpoint, or the reverse",
    here: "fulfils nothing: ignored for a PaymentIntent that we do not know, parked with an alert and an entry for the staff for one that we do",
  },
  {
    number: "D17",
    fault: "redirects, another host or a slash at the end would swallow the event",
    here: "the webhook answers on both forms of its address by itself, before everything that redirects; the start warns of a `PUBLIC_URL` that is not https or has a path",
  },
  {
    number: "O1",
    fault: "a decline, then a success, on one PaymentIntent",
    here: "the order is cancelled for the failed payment but keeps place, cart and PaymentIntent and can be paid; the success pays it",
  },
  {
    number: "O2",
    fault: "a decline that arrives after the success",
    here: "old news: recorded and ignored, the order stays paid",
  },
  {
    number: "O3",
    fault: "a cancellation that is told after the success",
    here: "Stripe is asked; the order stays paid, and an alert says that a cancellation was told of money that came. Told the other way round, the late money is honoured",
  },
  {
    number: "O4",
    fault: "money arrives for an order that was cancelled or has expired",
    here: "each line that can still be honoured is booked, each other one is refunded once; the customer is told, staff have an entry, and an alert says so",
  },
  {
    number: "O5",
    fault: "a bank debit is under way for days",
    here: "the payment is PROCESSING and the order pending with its places, which nothing ends before the bank does",
  },
  {
    number: "O6",
    fault: "events of a PaymentIntent's life that bring no money",
    here: "ignored, whatever amounts they carry",
  },
  {
    number: "O7",
    fault: "an event of ours comes before our order is committed, or about one that we do not have",
    here: "an error: 500, parked, tried again by us and by Stripe",
  },
  {
    number: "O8",
    fault: "the customer is back from paying before the event, or after it",
    here: "the page only reads and its address proves nothing; asking for the order again applies what Stripe says by the webhook's function",
  },
  {
    number: "O11",
    fault: "a dispute before the success was told",
    here: "recorded with its payment, before the staff; the success pays the order as ever",
  },
  {
    number: "O12",
    fault: "two events made in the same second, or in another order than they arrive",
    here: "the time that stands on an event decides nothing: payment and order move along their tables only",
  },
  {
    number: "O13",
    fault: "a charge's success and its PaymentIntent's",
    here: "only the PaymentIntent's is listened to: one confirmation",
  },
  {
    number: "O14",
    fault: "an event older than what Stripe knows by now",
    here: "moves only go ahead; what contradicts what was due is asked of Stripe, and its present answer decides",
  },
];
