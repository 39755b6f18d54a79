import { type Figure, figureOf } from "../figure";
import { outcomeOf } from "../limits/rivals";
import { oneByOne, runLoad, warmUp } from "../load/load";
import type { Bench } from "../part";
import { deliveryOf, eventOf } from "../stock/events";
import { installationOf } from "../stock/installation";
import { listenIn } from "./conversation";

const DATABASE = "webhook_conversation";
const WARM = 40;
const EVENTS = 100;

/** How often the web process speaks to PostgreSQL for one event. Counted, so it is the same in each round; nothing is timed here. */
export async function countConversation(bench: Bench, stock: string): Promise<Figure[]> {
  const { postgres, programs } = bench;
  await postgres.renew(DATABASE, stock);
  const installation = await installationOf(postgres, DATABASE);
  const wire = await listenIn(postgres.port);
  const databaseUrl = postgres.url(DATABASE).replace(`:${postgres.port}/`, `:${wire.port}/`);
  const web = await programs.startWeb({ databaseUrl });
  const requests = Array.from({ length: WARM + EVENTS }, (_, index) =>
    deliveryOf(eventOf(index + 1, { installation })),
  );
  try {
    const plan = { origin: web.origin, connections: 1, classify: outcomeOf };
    await warmUp({ ...plan, next: oneByOne(requests.slice(0, WARM)) });
    const before = wire.count();
    const { kinds } = await runLoad({ ...plan, seconds: 60, next: oneByOne(requests.slice(WARM)) });
    const after = wire.count();
    if (kinds.get("processed") !== EVENTS) throw new Error("an event of the counted slice was not processed");
    const perEvent = (name: "statements" | "roundTrips") => (after[name] - before[name]) / EVENTS;
    return [
      { id: "statements", what: "statements for an event", value: perEvent("statements") },
      { id: "round-trips", what: "times that an event waits for PostgreSQL", value: perEvent("roundTrips") },
    ].map(({ id, what, value }) =>
      figureOf({ part: "webhook", id: `webhook-${id}`, what, unit: "per event", rounds: [value] }),
    );
  } finally {
    await web.stop();
    await wire.close();
    await postgres.drop(DATABASE);
  }
}
