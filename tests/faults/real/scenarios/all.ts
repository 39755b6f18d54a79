import type { Scenario } from "../scenario";
import { eventCopies, giftCardRush, lastPlaces } from "./crowds";
import { cutCommits, silentLine, slowLine } from "./database-line";
import { poolExhausted, readOnlyDatabase, terminateBackends } from "./database-troubles";
import { deploy } from "./deploy";
import { fullDisk } from "./full-disk";
import { killScenario, VICTIMS } from "./kills";
import { nextMigration } from "./next-migration";
import { wrongClock } from "./wrong-clock";

/** In the order in which a campaign runs them. */
export const SCENARIOS: readonly Scenario[] = [
  ...VICTIMS.map(killScenario),
  cutCommits,
  slowLine,
  silentLine,
  terminateBackends,
  poolExhausted,
  readOnlyDatabase,
  fullDisk,
  wrongClock("fast"),
  wrongClock("slow"),
  deploy,
  nextMigration,
  eventCopies,
  lastPlaces,
  giftCardRush,
];
