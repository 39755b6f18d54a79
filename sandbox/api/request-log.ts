export type LoggedRequest = {
  id: string;
  at: Date;
  method: string;
  path: string;
  idempotencyKey: string | null;
  apiVersion: string;
  /** null: no answer was sent. */
  status: number | null;
  /** Answered from its idempotency key. */
  replayed: boolean;
  body: string;
};

/** Enough for any test, and no leak in a sandbox that runs for weeks. */
const KEPT = 5_000;

export class RequestLog {
  private entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries = this.entries.slice(-KEPT / 2);
  }

  all(): readonly LoggedRequest[] {
    return this.entries;
  }
}
