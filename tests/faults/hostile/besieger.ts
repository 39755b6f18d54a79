import type { Siege } from "./siege";
import { besiege, type Outcome } from "./siege";
import type { Tally } from "./tally";

/** A process of the campaign: it asks for nothing but the next siege, and tells how it goes. */
export type Heard =
  | { kind: "progress"; tally: Tally; breaches: string[] }
  | { kind: "over"; siege: Siege; health: Outcome["health"] };

const where = {
  adminUrl: process.env["TEST_ADMIN_URL"] ?? "",
  template: process.env["TEST_TEMPLATE_DATABASE"] ?? "",
};
const say = (heard: Heard) => process.send?.(heard);

process.on("message", (siege: Siege) => {
  besiege(where, siege, (tally, breaches) => say({ kind: "progress", tally, breaches })).then(
    ({ health }) => say({ kind: "over", siege, health }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
