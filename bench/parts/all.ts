import type { Part } from "../part";
import { duplicates } from "./duplicates";
import { fullPath } from "./full-path";
import { ordersCreate } from "./orders-create";
import { parkedIgnored } from "./parked-ignored";
import { reads } from "./reads";
import { webhook } from "./webhook";

/** In the order in which they run: what matters most first. */
export const PARTS: readonly Part[] = [webhook, duplicates, parkedIgnored, ordersCreate, fullPath, reads];
