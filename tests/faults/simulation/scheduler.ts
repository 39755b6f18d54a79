import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { fits, GO, isCommit, type Fate, type Place, type Trouble } from "./fates";

/** A web or worker process: its connections are its own, and it dies with everything in it. */
export type SimulatedProcess = {
  name: string;
  /** Closes what it had open, at the server too, and starts anew with nothing. */
  die: () => Promise<void>;
};

/** One request or job on its way through a process. */
export type Actor = {
  index: number;
  process: SimulatedProcess;
  state: "running" | "waiting" | "ended" | "dead";
  places: number;
  commits: number;
  waiting: { place: Place; go: (fate: Fate) => void }[];
  /** Backends that carry out a statement for it now. */
  backends: Set<number>;
  ended: (ending: Ending<unknown>) => void;
};

export type Ending<T> = { kind: "answered"; value: T } | { kind: "threw"; error: unknown } | { kind: "died" };
/** `later`: how many turns of its own it lets pass before it begins. */
export type Work<T> = { process: SimulatedProcess; later: number; run: () => Promise<T> };

const inside = new AsyncLocalStorage<{ process: SimulatedProcess; actor: Actor | null }>();
export const currentActor = (): Actor | null => inside.getStore()?.actor ?? null;
export const currentProcess = (): SimulatedProcess | null => inside.getStore()?.process ?? null;

/** Runs without a schedule, as this process: for what happens when the troubles are over. */
export const asProcess = <T>(process: SimulatedProcess, run: () => Promise<T>): Promise<T> =>
  inside.run({ process, actor: null }, run);

/** For a promise of a process that has been killed: nobody gets an answer, and no `finally` runs. */
export const never = <T>(): Promise<T> => new Promise(() => {});

type Options = {
  /** Of these backends, those that wait for a lock which another one holds. */
  blockedBackends: (pids: number[]) => Promise<Set<number>>;
  /** Called with each thing that happened, in the order in which it happened: the same seed gives the same lines. */
  tell: (line: string) => void;
};

/**
 * Lets several requests and jobs go through the real code at once, one step at a time: each stops before every statement, new
 * connection and crash point, and the schedule says who goes next. Locks are PostgreSQL's own: one that waits for another's
 * lock is left alone until that one lets go. So the order of everything is the schedule's and repeats exactly.
 */
export class Scheduler {
  private actors: Actor[] = [];
  private changed: () => void = () => {};
  private dying = 0;
  private struck: Trouble[] = [];

  constructor(private readonly options: Options) {}

  /** `troubles` among the answer: those that struck, in their order. */
  async run<T>(
    works: Work<T>[],
    schedule: number[],
    troubles: Trouble[],
  ): Promise<{ endings: Ending<T>[]; troubles: Trouble[] }> {
    this.struck = [];
    const left = [...troubles];
    const endings = works.map((work, index) => this.start(work, index));
    for (let step = 0; ; step += 1) {
      await this.settle();
      const ready = this.actors.filter((actor) => actor.waiting.length > 0);
      if (ready.length === 0) {
        if (this.actors.every(isOver)) break;
        throw new Error("nobody is ready, and nobody is at work: the scheduler has forgotten somebody");
      }
      const actor = ready[(schedule[step] ?? step) % ready.length];
      if (actor) await this.letGo(actor, left);
    }
    this.actors = [];
    return { endings: await Promise.all(endings), troubles: this.struck };
  }

  private start<T>({ process, later, run }: Work<T>, index: number): Promise<Ending<T>> {
    return new Promise((resolve) => {
      const actor: Actor = {
        index,
        process,
        state: "running",
        places: 0,
        commits: 0,
        waiting: [],
        backends: new Set(),
        // The scheduler ends what it has killed: there the value's type does not matter.
        ended: (ending) => resolve(ending as Ending<T>),
      };
      this.actors.push(actor);
      const end = (ending: Ending<T>) => {
        if (actor.state === "dead") return;
        actor.state = "ended";
        // What it began and does not need any more, as when the first of several readings has failed.
        for (const { go } of actor.waiting.splice(0)) go(GO);
        this.options.tell(`${index} ${ending.kind}`);
        resolve(ending);
        this.changed();
      };
      const begin = async () => {
        for (let turns = 0; turns < later; turns += 1) await this.wait(actor, { kind: "turn" });
        return run();
      };
      inside.run({ process, actor }, begin).then(
        (value) => end({ kind: "answered", value }),
        (error: unknown) => end({ kind: "threw", error }),
      );
    });
  }

  /** Waits at this place until the schedule lets it go on. */
  async wait(actor: Actor, place: Place): Promise<Fate> {
    if (actor.state === "dead") return never();
    if (actor.state === "ended") return GO;
    const fate = new Promise<Fate>((go) => actor.waiting.push({ place, go }));
    actor.state = "waiting";
    this.changed();
    return fate;
  }

  /** A statement that the server carries out for this actor, which may have to wait there for a lock. */
  async inDatabase<T>(actor: Actor, backend: number, run: () => Promise<T>): Promise<T> {
    actor.backends.add(backend);
    try {
      return await run();
    } finally {
      actor.backends.delete(backend);
      if (actor.state === "dead") await never();
      // Its other strands may be waiting while this one has nothing more to ask.
      if (actor.state === "running" && actor.waiting.length > 0) void this.restAfter(actor);
    }
  }

  private async restAfter(actor: Actor): Promise<void> {
    for (let turns = 0; turns < 5; turns += 1) await turn();
    if (actor.state === "running" && actor.waiting.length > 0 && actor.backends.size === 0) {
      actor.state = "waiting";
      this.changed();
    }
  }

  private async letGo(actor: Actor, troubles: Trouble[]): Promise<void> {
    const next = actor.waiting.shift();
    if (!next) return;
    if (next.place.kind !== "turn") actor.places += 1;
    if (isCommit(next.place)) actor.commits += 1;
    const trouble = takeTrouble(troubles, actor, next.place);
    const fate = trouble?.fate ?? GO;
    this.options.tell(`${actor.index} ${nameOf(next.place)}${fate.kind === "go" ? "" : ` ${JSON.stringify(fate)}`}`);
    if (trouble) this.struck.push(trouble);
    if (fate.kind === "die" && (fate.when === "before" || next.place.kind !== "statement"))
      return this.kill(actor.process);
    actor.state = "running";
    next.go(fate);
  }

  /** kill -9: whatever it was at stops where it is. */
  async kill(process: SimulatedProcess): Promise<void> {
    const killed = this.actors.filter((actor) => actor.process === process && !isOver(actor));
    for (const actor of killed) {
      actor.state = "dead";
      actor.waiting = [];
    }
    this.dying += 1;
    await process.die();
    this.dying -= 1;
    for (const actor of killed) actor.ended({ kind: "died" });
    this.changed();
  }

  /** Until everybody waits for the schedule, has ended, or waits in the database for somebody's lock. */
  private async settle(): Promise<void> {
    for (;;) {
      const busy = this.actors.filter((actor) => actor.state === "running");
      if (busy.length === 0 && this.dying === 0) return;
      const changed = await this.nextChange(1);
      if (changed || this.dying > 0 || this.actors.length < 2) continue;
      const atDatabase = busy.every((actor) => actor.backends.size > 0);
      if (!atDatabase || !this.actors.some((actor) => actor.waiting.length > 0)) continue;
      const blocked = await this.options.blockedBackends(busy.flatMap((actor) => [...actor.backends]));
      const stillBusy = busy.filter((actor) => actor.state === "running");
      if (stillBusy.every((actor) => actor.backends.size > 0 && [...actor.backends].every((pid) => blocked.has(pid))))
        return;
    }
  }

  private async nextChange(patienceMs: number): Promise<boolean> {
    const patience = new AbortController();
    const change = new Promise<boolean>((resolve) => {
      this.changed = () => resolve(true);
    });
    const waited = sleep(patienceMs, false, { signal: patience.signal }).catch(() => false);
    const happened = await Promise.race([change, waited]);
    patience.abort();
    this.changed = () => {};
    return happened;
  }
}

const isOver = (actor: Actor): boolean => actor.state === "ended" || actor.state === "dead";

function takeTrouble(troubles: Trouble[], actor: Actor, place: Place): Trouble | undefined {
  const index = troubles.findIndex(({ actor: whose, at, fate }) => {
    if (whose !== actor.index || !fits(fate, place)) return false;
    if ("point" in at) return place.kind === "crash-point" && place.name === at.point;
    if ("commit" in at) return isCommit(place) && actor.commits > at.commit;
    return actor.places > at.nth;
  });
  return index === -1 ? undefined : troubles.splice(index, 1)[0];
}

function nameOf(place: Place): string {
  switch (place.kind) {
    case "statement":
      return place.text.slice(0, 60);
    case "crash-point":
      return `<${place.name}>`;
    default:
      return place.kind;
  }
}
