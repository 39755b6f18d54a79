import type { Heard } from "./asking";

/** What visitors have lived through, told at the end, and what they hold in their hands: the campaign's own books. */
export type Purchase = {
  orderId: string;
  accessToken: string;
  paymentIntentId: string | null;
  /** What the visitor knows of their money, from Stripe's own answer; "free" when gift cards paid it all. */
  atStripe: "unpaid" | "succeeded" | "processing" | "free";
};

export type Tally = ReturnType<typeof newTally>;

export function newTally() {
  const answers = new Map<string, number>();
  const complaints = new Set<string>();
  const purchases: Purchase[] = [];
  const giftCardCodes = new Set<string>();
  const secrets = new Set<string>();
  return {
    answers,
    complaints,
    purchases,
    /** Of cards that were bought and whose buyer has seen the code. */
    giftCardCodes,
    /** Client secrets and access tokens: for their holder alone. */
    secrets,
    complain: (sentence: string) => void complaints.add(sentence),
    heard: (call: string, { status, code }: Heard) => {
      const name = status < 300 && status > 0 ? "answered" : `${status === 0 ? "" : `${status} `}${code ?? ""}`.trim();
      answers.set(name, (answers.get(name) ?? 0) + 1);
      // A database or a Stripe that is away is told by 503; 500 is a case that nobody has thought of.
      if (status === 500 && call.includes("/api/")) complaints.add(`${call} was answered with 500`);
    },
    count: (status: Purchase["atStripe"]) => purchases.filter((one) => one.atStripe === status).length,
  };
}
