import type { FaultCase } from "../../cases.ts";

/** Malicious or malformed input, and money that does not fit. */
export const INPUT_AND_MONEY: readonly FaultCase[] = [
  { number: "M1", fault: "no signature, an empty one, garbage, two headers", here: "400 and nothing is written" },
  { number: "M2", fault: "another secret", here: "400" },
  { number: "M3", fault: "a body that was changed after signing", here: "400" },
  { number: "M4", fault: "a genuine request, sent again", here: "a duplicate within five minutes, 400 afterwards" },
  {
    number: "M5",
    fault: "only an old scheme, or a signature that is cut, lengthened or in capitals",
    here: "400, compared in constant time by Stripe's SDK",
  },
  {
    number: "M6",
    fault: "several signatures or secrets while one is being rotated",
    here: "any signature by any configured secret is good",
  },
  { number: "M7", fault: "no secret, or blanks", here: "the program does not start and says which setting is missing" },
  {
    number: "M8",
    fault: "huge headers and bodies, slow senders, compressed bombs",
    here: "header and body have limits that are kept while reading (413), compressed bodies are refused (415), slow senders are let go (408), and nothing of it is hashed",
  },
  {
    number: "M9",
    fault: "another method, or guards made for browsers",
    here: "405 with the one that is right; the webhook stands before content-type and cross-site checks",
  },
  {
    number: "M10",
    fault: "genuine events with hostile texts in their metadata",
    here: "texts are parameters and data; which order it is says our own row, another order's id raises an alert",
  },
  {
    number: "M11",
    fault: "a cheap PaymentIntent is paired with a dear order",
    here: "PaymentIntent, amount and currency are compared with the payment's own row: parked, never paid",
  },
  {
    number: "M12",
    fault: "another order's PaymentIntent on the page after paying",
    here: "the API refuses such claims, reading needs the cart's cookie or the order's own token",
  },
  {
    number: "M14",
    fault: "a cart's id is seen in Stripe's dashboard or exports",
    here: "it opens nothing: the cookie holds another secret, of which we keep the hash only",
  },
  {
    number: "M15",
    fault: "personal data in logs, parked events' errors or alerts",
    here: "ids only; error texts are reduced to names and codes, the logger redacts the rest. The secret by which a browser pays is passed on and never kept: it is cut out of the bytes of an event that is parked",
  },
  {
    number: "M16",
    fault: "answers that tell a forger what was wrong or what exists",
    here: "one body for every bad signature; an order that is not yours is not found",
  },
  {
    number: "M17",
    fault: "replaying events is misused",
    here: "no address does it: it is a command on the server, leaves a line in the log, and goes the same way in, so that it is as harmless as a copy",
  },
  {
    number: "Y1",
    fault: "less arrived than was due",
    here: "Stripe is asked; if it says so too, the money is recorded, nothing is fulfilled, and staff decide",
  },
  {
    number: "Y2",
    fault: "more arrived than was due",
    here: "the order is paid and the difference waits for the staff",
  },
  { number: "Y3", fault: "another currency, or its letters in another case", here: "not paid: parked with an alert" },
  {
    number: "Y4",
    fault: "currencies without decimals or with three",
    here: "the shop sells in euros, so they are a contradiction; when they are shown, it is with their own decimals",
  },
  {
    number: "Y5",
    fault: "prices change after the order",
    here: "its lines keep theirs; when the cart's price fell, asking again makes a new order and cancels the old PaymentIntent first",
  },
  {
    number: "Y6",
    fault: "gift cards cover all that is due now",
    here: "no PaymentIntent; the order is paid by the function that the webhook calls",
  },
  {
    number: "Y7",
    fault: "a gift card beside a card that is declined",
    here: "its part is kept while the order can be paid, debited only with the success, and free again once when the order ends",
  },
  {
    number: "Y8",
    fault: "partial refunds, told cumulatively",
    here: "each refund counts once by its id; sums that Stripe adds up are not read",
  },
  {
    number: "Y9",
    fault: "everything is given back in Stripe's dashboard",
    here: "amounts and statuses once; bookings and bought gift cards stay until the staff decide, who see what a card has spent already",
  },
  {
    number: "Y10",
    fault: "a duplicate payment is given back",
    here: "the other payment still covers the order: it stays paid",
  },
  {
    number: "Y11",
    fault: "a refund fails at the bank later",
    here: "the money counts as ours again, the order goes back to paid, staff are told",
  },
  {
    number: "Y12",
    fault: "inquiries and disputes",
    here: "kept apart by Stripe's own status; each movement of money is noted once, and an end stays an end",
  },
  {
    number: "Y14",
    fault: "a second PaymentIntent succeeds for a paid order",
    here: "it is given back in full; the order and its bookings stay",
  },
];
