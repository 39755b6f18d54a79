import { DATABASE_ERRORS, type Trouble } from "./fates";
import { placeOf } from "./acts";
import type { Act, PlacedAct, Step, Story } from "./story";
import type { Breach } from "./run-story";

const GOODS = [
  "the stage with one place",
  "a place on the double stage",
  "the slot with one place",
  "a slot for a child, with video",
  "a gift card of 50 €, for the day after tomorrow",
  "a gift card for a flight",
  "the slot with one place, with video",
];

/** The story as a person would tell it, one line a step. */
export function tellStory(story: Story, breach: Breach): string {
  const lines = story.steps
    .slice(0, breach.atStep === "the end" ? undefined : breach.atStep)
    .map((step, index) => `  ${index + 1}. ${tellStep(step)}`);
  if (breach.atStep === "the end") lines.push(`  Then the troubles end (${JSON.stringify(story.afterwards)}).`);
  return [`  In school ${story.school}:`, ...lines, ...breach.sentences.map((sentence) => `  ✗ ${sentence}`)].join(
    "\n",
  );
}

function tellStep({ acts, troubles, stripe, mail, thenSeconds, schedule }: Step): string {
  const told = acts.map((placed, index) => tellPlaced(placed, index, acts.length > 1)).join("; ");
  const order = acts.length > 1 && schedule.length > 0 ? `, in the order ${schedule.join("")}` : "";
  const broken = [
    ...troubles.map(tellTrouble),
    ...stripe.map(({ kind, count }) => `Stripe answers ${count} times with ${kind}`),
    ...(mail === "down" ? ["the mail server is down"] : []),
  ];
  const meanwhile = broken.length > 0 ? ` Meanwhile ${broken.join(", ")}.` : "";
  return `${told}${order}.${meanwhile}${thenSeconds === 0 ? "" : ` Then ${thenSeconds} s pass.`}`;
}

function tellPlaced({ act, process, later }: PlacedAct, index: number, numbered: boolean): string {
  const where = placeOf(act) === "outside" ? "" : ` (${placeOf(act)} ${process + 1})`;
  const wait = later > 0 && numbered ? `, ${later} turns later` : "";
  return `${numbered ? `[${index}] ` : ""}${tellAct(act)}${where}${wait}`;
}

function tellAct(act: Act): string {
  const who = "visitor" in act ? `Visitor ${String.fromCharCode(65 + act.visitor)}` : "";
  switch (act.kind) {
    case "browse":
      return `${who} looks at the stages`;
    case "look-at-cart":
      return `${who} looks at the cart`;
    case "look-at-order":
      return `${who} looks at the order`;
    case "add":
      return `${who} adds ${GOODS[act.what] ?? "something"}`;
    case "remove":
    case "change":
    case "hold-again":
      return `${who}: ${act.kind} item ${act.nth}`;
    case "use-card":
    case "stop-using-card":
      return `${who}: ${act.kind} ${act.nth}`;
    case "order":
      return `${who} orders`;
    case "pay":
      return `${who} pays by ${act.with}${act.earlier > 0 ? ` an earlier order (${act.earlier})` : ""}`;
    case "challenge":
      return `${who} answers the bank's question: ${act.answer}`;
    case "deliver":
      return `event ${act.nth} is delivered ${act.how}`;
    case "job":
      return `the job ${act.job} runs`;
    case "bank":
      return `the bank lets debit ${act.nth} ${act.outcome}`;
    case "stripe-refund":
      return `in Stripe's dashboard, ${act.share} % of payment ${act.nth} are refunded`;
    case "second-intent":
      return `another PaymentIntent for order ${act.nth} is paid, ${act.moreCents} cents more`;
    case "stripe-dispute-ends":
      return `dispute ${act.nth} is ${act.outcome}`;
    case "stripe-refund-fails":
    case "stripe-cancel":
    case "stripe-dispute":
    case "closed-by-hand":
    case "replay":
      return `${act.kind} ${act.nth}`;
    case "reprice":
      return `stage ${act.what} costs ${act.percent} % from now on`;
    default:
      return act satisfies never;
  }
}

function tellTrouble({ actor, at, fate }: Trouble): string {
  const place =
    "point" in at ? `at ${at.point}` : "commit" in at ? `at its COMMIT ${at.commit + 1}` : `at its place ${at.nth + 1}`;
  switch (fate.kind) {
    case "die":
      return `[${actor}] is killed ${place} (${fate.when} it)`;
    case "lose-connection":
      return `[${actor}] loses its connection ${place} (${fate.when} it)`;
    case "database-error":
      return `[${actor}] gets «${DATABASE_ERRORS[fate.code]}» ${place}`;
    default:
      return fate satisfies never;
  }
}
