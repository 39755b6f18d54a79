import fc from "fast-check";
import type { Mutation } from "./json-mutations";
import type { Signature } from "./signatures";

export type Kind = "valid" | "almost valid" | "wild" | "bytes" | "headers" | "address" | "event" | "signature";

/** What becomes of the body's bytes before they are sent. */
export type Spoiling =
  | { do: "cut"; at: number }
  | { do: "insert"; at: number; bytes: number[] }
  | { do: "repeat"; times: number }
  | { do: "encode"; as: "utf16" | "latin1" | "bom" }
  | { do: "compress"; as: "gzip" | "br" | "deflate"; saysSo: boolean; bomb: boolean };

export type Body =
  | { is: "nothing" }
  | { is: "json"; value: unknown; changes: readonly Mutation[] }
  | { is: "text"; text: string }
  /**
   * An event that Stripe made about the visitor's order (or the victim's), with changes; `which` counts through them. `as`: told
   * as another type of event, with an id of its own.
   */
  | { is: "event"; of: "visitor" | "victim"; which: number; as: string | null; changes: readonly Mutation[] };

export type HostileRequest = {
  kind: Kind;
  method: string;
  /** Path and query. */
  address: string;
  headers: [string, string][];
  body: Body;
  spoiling: Spoiling[];
  signature: Signature | null;
  over: "process" | "socket";
};

type Parts = Partial<HostileRequest> & Pick<HostileRequest, "method" | "address">;
export type Draw = fc.Arbitrary<Parts>;

export const JSON_TYPE: [string, string][] = [["content-type", "application/json"]];
export const WEBHOOK = "/api/webhooks/stripe";

export const spoilings: fc.Arbitrary<Spoiling> = fc.oneof(
  fc.record({ do: fc.constant("cut" as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    do: fc.constant("insert" as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.oneof(
      fc.constantFrom<number[]>(
        [0],
        [0xff],
        [0xc0, 0xaf],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
        [0xe2, 0x80],
        [0xef, 0xbb, 0xbf],
      ),
      fc.array(fc.nat(255), { minLength: 1, maxLength: 8 }),
    ),
  }),
  fc.record({ do: fc.constant("repeat" as const), times: fc.constantFrom(2, 3, 300) }),
  fc.record({
    do: fc.constant("encode" as const),
    as: fc.constantFrom("utf16" as const, "latin1" as const, "bom" as const),
  }),
  fc.record({
    do: fc.constant("compress" as const),
    as: fc.constantFrom("gzip" as const, "br" as const, "deflate" as const),
    saysSo: fc.boolean(),
    bomb: fc.boolean(),
  }),
);
