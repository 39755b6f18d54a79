import { migrateDatabase } from "@/db/migrate";

const url = process.env["DATABASE_URL"];
if (!url) {
  console.error("DATABASE_URL is missing: npm run migrate sets it to the embedded database when there is none.");
  process.exit(1);
}
await migrateDatabase(url);
console.log("The database is up to date.");
