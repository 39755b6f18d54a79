import type { Guard } from "./guard.ts";
import { DATABASE_GUARDS } from "./guards/database.ts";
import { EDGE_GUARDS } from "./guards/edges.ts";
import { ENDING_GUARDS } from "./guards/endings.ts";
import { JOB_GUARDS } from "./guards/jobs.ts";
import { MONEY_GUARDS } from "./guards/money.ts";
import { ORDER_GUARDS } from "./guards/orders.ts";
import { OUTAGE_GUARDS } from "./guards/outages.ts";
import { PLACE_GUARDS } from "./guards/places.ts";
import { RECOVERY_GUARDS } from "./guards/recovery.ts";
import { REFUND_GUARDS } from "./guards/refunds.ts";
import { SENT_TOGETHER_GUARDS } from "./guards/sent-together.ts";
import { WEBHOOK_GUARDS } from "./guards/webhook.ts";

/** Every guard of the payment core, in code and in the database. A new guard belongs here, with the tests that notice its absence. */
export const GUARDS: Guard[] = [
  ...WEBHOOK_GUARDS,
  ...SENT_TOGETHER_GUARDS,
  ...MONEY_GUARDS,
  ...ORDER_GUARDS,
  ...PLACE_GUARDS,
  ...JOB_GUARDS,
  ...ENDING_GUARDS,
  ...RECOVERY_GUARDS,
  ...REFUND_GUARDS,
  ...EDGE_GUARDS,
  ...OUTAGE_GUARDS,
  ...DATABASE_GUARDS,
];
