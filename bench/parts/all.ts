import type { Part } from "../part";
import { crowd } from "./crowd";
import { duplicates } from "./duplicates";
import { firstView } from "./first-view";
import { footprint } from "./footprint";
import { fullPath } from "./full-path";
import { growth } from "./growth";
import { hotSpot } from "./hot-spot";
import { jobs } from "./jobs";
import { ordersCreate } from "./orders-create";
import { parkedIgnored } from "./parked-ignored";
import { profile } from "./profile";
import { reads } from "./reads";
import { scaleOut } from "./scale-out";
import { webhook } from "./webhook";

/** In the order in which they run: what matters most first. */
export const PARTS: readonly Part[] = [
  webhook,
  profile,
  duplicates,
  parkedIgnored,
  ordersCreate,
  fullPath,
  reads,
  firstView,
  hotSpot,
  crowd,
  scaleOut,
  growth,
  jobs,
  footprint,
];
