import { ApiProblem } from "./call-api";

/** What is known of a resource: the last answer, and why there is no newer one. */
export type Known<T> = {
  data?: T | undefined;
  error?: ApiProblem | undefined;
  /** When that was learnt. */
  at: number;
};

export const NOTHING: Known<never> = { at: Number.NEGATIVE_INFINITY };

type Options<T> = {
  /** After which failures it is worth asking again by itself. */
  mayRetry?: (problem: ApiProblem) => boolean;
  /** When to ask again although nothing failed; 0 for never. */
  refreshAfterMs?: (data: T) => number;
};

/** Several components that appear together ask once. */
const FRESH_MS = 2_000;
/** Whoever goes to and fro between two windows does not ask each time. */
const FRESH_ON_RETURN_MS = 5_000;
const RETRY_MS = 5_000;
const RETRY_AT_MOST_MS = 60_000;

/**
 * One thing that the API tells, the same wherever the page shows it: asked for when somebody listens, and again when the
 * visitor comes back to this tab. (Libraries that do this weigh too much on every page: docs/decisions/0017.)
 */
export class Resource<T> {
  known: Known<T> = NOTHING;
  readonly #ask: () => Promise<T>;
  readonly #options: Options<T>;
  readonly #listeners = new Set<() => void>();
  #asking: Promise<void> | undefined;
  /** Counts what makes an answer that is still on its way out of date. */
  #turn = 0;
  #failures = 0;
  #next: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: () => Promise<T>, options: Options<T> = {}) {
    this.#ask = ask;
    this.#options = options;
  }

  /** Calls back at each change. As long as anybody listens, what is known is kept fresh. */
  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    for (const event of RETURNS) window.addEventListener(event, this.#back);
    this.#keepFresh(FRESH_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      for (const event of RETURNS) window.removeEventListener(event, this.#back);
      clearTimeout(this.#next);
    };
  };

  /** Asks now; returns what is known then, which after a failure is what was known before. */
  readonly reload = async (): Promise<T | undefined> => {
    // A question on its way may be answered from before what the caller has just done.
    this.#outdate();
    await this.#load();
    return this.known.data;
  };

  /** Takes what the answer to another call has told of it. */
  readonly put = (data: T): void => {
    this.#outdate();
    this.#learn({ data, at: performance.now() });
  };

  #outdate(): void {
    this.#turn += 1;
    this.#asking = undefined;
  }

  #load(): Promise<void> {
    this.#asking ??= this.#askOnce();
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    const turn = this.#turn;
    let learnt: Known<T>;
    try {
      learnt = { data: await this.#ask(), at: performance.now() };
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      learnt = { data: this.known.data, error, at: performance.now() };
    } finally {
      if (turn === this.#turn) this.#asking = undefined;
    }
    if (turn === this.#turn) this.#learn(learnt);
  }

  #learn(known: Known<T>): void {
    this.#failures = known.error === undefined ? 0 : this.#failures + 1;
    this.known = known;
    this.#planNext();
    for (const listener of this.#listeners) listener();
  }

  #planNext(): void {
    clearTimeout(this.#next);
    const waitMs = this.#waitMs();
    if (waitMs === 0 || this.#listeners.size === 0) return;
    // A tab that nobody looks at asks nothing; its visitor's return does.
    this.#next = setTimeout(() => void (document.hidden || this.#load()), waitMs);
  }

  /** Until the next question; 0 for none. */
  #waitMs(): number {
    const { data, error } = this.known;
    const { mayRetry, refreshAfterMs } = this.#options;
    if (error)
      return mayRetry?.(error) === false ? 0 : Math.min(RETRY_MS * 2 ** (this.#failures - 1), RETRY_AT_MOST_MS);
    return data === undefined ? 0 : (refreshAfterMs?.(data) ?? 0);
  }

  readonly #back = (): void => {
    if (!document.hidden) this.#keepFresh(FRESH_ON_RETURN_MS);
  };

  #keepFresh(freshMs: number): void {
    if (performance.now() - this.known.at > freshMs) void this.#load();
    else this.#planNext();
  }
}

/** When a visitor comes back to this tab, or the network to the visitor. */
const RETURNS = ["focus", "visibilitychange", "online"] as const;
