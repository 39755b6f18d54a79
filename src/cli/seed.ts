import { parseArgs } from "node:util";
import { closeDb, db, syncClock, waitForLongStatements } from "@/db/client";
import { findDemoCards } from "@/db/seed/demo-cards";
import { SchoolIsNotOurs } from "@/db/seed/school";
import { seed, type SeedReport, type SeedSize } from "@/db/seed/seed";
import { formatMoney } from "@/lib/money";

const USAGE = "npm run seed -- --size small|large";

if (!process.env["DATABASE_URL"]) {
  console.error("DATABASE_URL is missing: npm run seed sets it to the embedded database when there is none.");
  process.exit(2);
}

const size = readSize();
try {
  waitForLongStatements();
  await syncClock();
  printReport(await seed(size));
  for (const card of await findDemoCards(db()))
    console.log(`Gift card ${card.code}: ${card.what}, ${formatMoney(card.balanceCents, "en")} left.`);
} catch (error) {
  if (!(error instanceof SchoolIsNotOurs)) throw error;
  console.error(`Nothing was changed: ${error.message}.`);
  process.exitCode = 1;
} finally {
  await closeDb();
}

function readSize(): SeedSize {
  let given: string | undefined;
  try {
    given = parseArgs({ options: { size: { type: "string", default: "small" } } }).values.size;
  } catch {
    // An unknown option is answered like an unknown size.
  }
  if (given === "small" || given === "large") return given;
  console.error(`Usage: ${USAGE}`);
  process.exit(2);
}

function printReport({ school, stages, slots, orders, bookings, giftCards }: SeedReport): void {
  const made = [
    school ? "the school" : "",
    count(stages, "stage"),
    count(slots, "half-day of baptêmes", "half-days of baptêmes"),
    count(orders, "order"),
    count(bookings, "booking"),
    count(giftCards, "gift card"),
  ].filter((part) => part !== "");
  console.log(made.length === 0 ? "Everything is there already: nothing was added." : `Added ${made.join(", ")}.`);
}

function count(number: number, one: string, many = `${one}s`): string {
  return number === 0 ? "" : `${new Intl.NumberFormat("en-GB").format(number)} ${number === 1 ? one : many}`;
}
