import { closeDb } from "@/db/client";
import { erasePersonalData, exportPersonalData } from "@/features/customers/server/personal-data";

/** `npm run privacy -- export EMAIL` prints what is kept of a person; `npm run privacy -- erase EMAIL` forgets them. */
const [command, email] = process.argv.slice(2);

if (!email?.includes("@") || (command !== "export" && command !== "erase")) {
  console.error("Use: npm run privacy -- export EMAIL | erase EMAIL");
  process.exitCode = 1;
} else if (command === "export") {
  console.log(JSON.stringify(await exportPersonalData(email), null, 2));
} else {
  const erased = await erasePersonalData(email);
  console.log(
    `Erased: ${erased.orders} orders' customer, ${erased.lines} participants, ${erased.giftCards} gift cards' recipient, ${erased.carts} carts. What can still be paid is left: ask again when it has ended.`,
  );
}
await closeDb();
