/**
 * What a PostgreSQL client says, message by message (protocol 3, "Message Formats" in PostgreSQL's manual). Only as much as is
 * needed to see a COMMIT pass: each message whole, and whether it makes the server commit.
 */
export type FrontendMessage = { bytes: Buffer; commits: boolean };

/** `commit`, `COMMIT;`, `end`: whatever ends a transaction for good. */
const COMMIT = /^\s*(commit|end)\b(?!\s+prepared)/i;
const LENGTH_BYTES = 4;

/** Remembers statements and portals, so that an Execute of a prepared `commit` is recognised too. */
export class FrontendReader {
  private rest: Buffer = Buffer.alloc(0);
  private started = false;
  private readonly statements = new Map<string, boolean>();
  private readonly portals = new Map<string, boolean>();

  /** The messages that are complete now. */
  read(chunk: Buffer): FrontendMessage[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: FrontendMessage[] = [];
    for (;;) {
      // The first message of a connection has no type; every later one begins with a letter.
      const typeBytes = this.started ? 1 : 0;
      if (this.rest.length < typeBytes + LENGTH_BYTES) return messages;
      const length = typeBytes + this.rest.readInt32BE(typeBytes);
      if (this.rest.length < length) return messages;
      const bytes = this.rest.subarray(0, length);
      this.rest = this.rest.subarray(length);
      messages.push({ bytes, commits: this.started && this.commits(bytes) });
      this.started = true;
    }
  }

  private commits(bytes: Buffer): boolean {
    const texts = bytes
      .subarray(1 + LENGTH_BYTES)
      .toString("latin1")
      .split("\0");
    const [first = "", second = ""] = texts;
    switch (String.fromCharCode(bytes[0] ?? 0)) {
      case "Q":
        return COMMIT.test(first);
      case "P":
        this.statements.set(first, COMMIT.test(second));
        return false;
      case "B":
        this.portals.set(first, this.statements.get(second) ?? false);
        return false;
      case "E":
        return this.portals.get(first) ?? false;
      default:
        return false;
    }
  }
}
