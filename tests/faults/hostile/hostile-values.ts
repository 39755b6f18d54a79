import fc from "fast-check";
import { anyKnownValue } from "./known-values";

/** Long enough to pass the API's limit of a body, and many times a database field. */
const lengths = fc.constantFrom(1, 65, 101, 255, 256, 1_001, 4_097, 20_000, 70_000);

/** Every character that Unicode has. fast-check's own unit of this kind takes seconds to be made. */
export const anyCharacter = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0x20, max: 0x24f }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x10_ffff - 0x800 }) },
  )
  .map((point) => String.fromCodePoint(point >= 0xd800 ? point + 0x800 : point));
/** Half characters too. */
const anyCodeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

/** Texts on which programs have broken before. None of them looks like what the judge takes for a leak. */
export const hostileTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "\udc00x",
    "x\udbff",
    "\ufeff",
    "\u202egnp.exe",
    "\r\nBcc: x@y.z",
    "\r\n\r\n<html>",
    "'; drop table orders; --",
    "1 or 1=1",
    "$1",
    "${7*7}",
    "{{constructor}}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "../../etc/passwd",
    "..%2f..%2f",
    "%00",
    "%s%n%p",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "null",
    "undefined",
    "NaN",
    "Infinity",
    "-1",
    "0",
    "1e309",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{00000000-0000-0000-0000-000000000000}",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "+275760-09-13",
    "2026-11-24T10:00:00+99:99",
    "2026-11-24T10:00:00-23:59",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-18:00",
    "2026-12-31T23:59:60Z",
    "a@b",
    "a@b.c, d@e.f",
    '"a b"@example.org',
    "ﬀ",
    "İ",
    "ß".repeat(60),
    "e\u0301".repeat(200),
  ),
  anyKnownValue,
  fc.string({ unit: anyCharacter, maxLength: 60 }),
  fc.string({ unit: anyCodeUnit, maxLength: 20 }),
  fc
    .tuple(fc.constantFrom("a", "é", "\u0000", "💥", '"', "\\", "%", "-", " "), lengths)
    .map(([one, length]) => one.repeat(length)),
);

const hostileNumbers = fc.constantFrom(
  "0",
  "-0",
  "-1",
  "1.5",
  "0.1",
  "1e-400",
  "1e400",
  "-1e400",
  "9007199254740993",
  "9223372036854775808",
  "99999999999999999999999999",
  "2147483648",
  "1E+2",
  "1000.0000000000001",
  "9".repeat(3_000),
);

/** JSON as text, because much of what is hostile cannot be had from a JavaScript value: keys twice, numbers beyond doubles, lone surrogates. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("null", "true", "false", "[]", "{}", "[null]", '{"":0}'),
  hostileNumbers,
  hostileTexts.map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '"\\ud800"',
    '"\\u0000"',
    '"\\ud83d"',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"a":1,"a":2}',
    '{"toString":null,"valueOf":null}',
    '{"length":1e9}',
    '{"then":{}}',
  ),
  fc
    .tuple(fc.constantFrom("[", '{"a":', '[{"b":['), fc.constantFrom(5, 200, 5_000, 20_000))
    .map(([open, depth]) => nested(open, depth)),
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)),
  fc.constantFrom(10, 1_000, 8_000).map((length) => `[${"0,".repeat(length)}0]`),
  fc.constantFrom(100, 3_000).map((length) => `{${Array.from({ length }, (_, index) => `"k${index}":0`).join(",")}}`),
);

function nested(open: string, depth: number): string {
  const close = open
    .split("")
    .toReversed()
    .map((sign) => (sign === "[" ? "]" : sign === "{" ? "}" : ""))
    .join("");
  return open.repeat(depth) + "0" + close.repeat(depth);
}
