import type { Chance } from "../chance";
import type { School } from "../school/open-school";
import type { Tally } from "./tally";
import { visit } from "./visit";
import { openVisitor } from "./visitor";

export type Load = {
  /** Visitors who have left, with or without a booking. */
  visits: () => number;
  /** Nobody new comes; those inside finish what they are doing. */
  end: () => Promise<void>;
};

/** So many visitors at a time, each followed by another as soon as they leave. */
export function startLoad(school: School, visitors: number, chance: Chance, tally: Tally): Load {
  let open = true;
  let visits = 0;

  async function door(number: number): Promise<void> {
    for (let guest = 0; open; guest += 1) {
      const own = chance.named(`visitor ${number}.${guest}`);
      const patience = { tries: 12, mayGoOn: () => open };
      const visitor = openVisitor({ origins: () => school.origins, chance: own, tally, patience });
      await visit(visitor, { sandboxUrl: school.sandboxUrl, chance: own, tally, patience });
      visits += 1;
      await own.sleepSeconds(0.05, 0.4);
    }
  }

  const doors = Array.from({ length: visitors }, (_, number) =>
    door(number).catch((error: unknown) => tally.complain(`a visitor's story broke: ${String(error)}`)),
  );
  return {
    visits: () => visits,
    end: async () => {
      open = false;
      await Promise.all(doors);
    },
  };
}
