import type { Chance } from "./chance";
import type { Options } from "./options";
import type { School, SchoolPlan } from "./school/open-school";
import type { Load } from "./visitors/load";
import type { Tally } from "./visitors/tally";

/** What a scenario has in its hands while visitors come and go. */
export type Scene = {
  school: School;
  load: Load;
  tally: Tally;
  chance: Chance;
  options: Options;
  /** One more fault of this kind was made. */
  fault: (kind: string, times?: number) => void;
  /** Progress, for whoever watches. */
  say: (sentence: string) => void;
  /** Something is not as it must be; the scenario goes on and has failed. */
  complain: (sentence: string) => void;
};

export type Scenario = {
  name: string;
  /** What is broken, in a sentence. */
  sentence: string;
  /** What keeps it from being run on this machine; null when nothing does. */
  cannotRun?: () => Promise<string | null>;
  /** Started again in a mount namespace, where it may mount what it likes. */
  inOwnNamespace?: boolean;
  plan?: (options: Options, folder: string) => Promise<SchoolPlan> | SchoolPlan;
  /** Fewer or no visitors beside those that the scenario sends itself. */
  visitors?: number;
  makeTrouble: (scene: Scene) => Promise<void>;
  /** Takes away what `plan` has put into the folder, once everything there has ended. */
  cleanUp?: (folder: string) => void;
  /** Lines in the logs that would be crashes elsewhere. */
  mayBeInLogs?: (line: string) => boolean;
};
