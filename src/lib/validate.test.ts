import { expect, test } from "vitest";
import { line, paragraph, phone } from "./validate";

const passes = (schema: { safeParse: (value: string) => { success: boolean } }, text: string) =>
  schema.safeParse(text).success;

test("names of people everywhere pass, and characters beyond the first plane", () => {
  for (const name of ["Zoé", "李小龙", "O’Brien", "𝒵oé", "👨‍👩‍👧"])
    expect({ name, passes: passes(line(100), name) }).toEqual({ name, passes: true });
});

test("half a surrogate pair is refused, for PostgreSQL's jsonb could not keep it", () => {
  for (const schema of [line(100), paragraph(100)])
    for (const text of ["\ud800", "Zo\udc00", "\udc00\ud800", "a\udbff b"])
      expect({ text, passes: passes(schema, text) }).toEqual({ text, passes: false });
});

test("control characters are refused; in a paragraph line breaks and tabs are welcome", () => {
  for (const text of ["a\u0000b", "a\u001bb", "a\u007fb"]) {
    expect(passes(line(100), text)).toBe(false);
    expect(passes(paragraph(100), text)).toBe(false);
  }
  expect(passes(line(100), "a\nb")).toBe(false);
  expect(passes(paragraph(100), "a\r\n\tb")).toBe(true);
});

test("phone numbers pass as people write them, on one line", () => {
  for (const text of [
    "+33 6 12 34 56 78",
    "06.12.34.56.78",
    "(0)6 12-34-56-78",
    "06\u202f12\u00a034 56 78",
    " 0611223344 ",
  ])
    expect({ text, passes: passes(phone, text) }).toEqual({ text, passes: true });
  for (const text of ["", "1234", "call me", "06 11\n22 33", "0611223344\u0000"])
    expect({ text, passes: passes(phone, text) }).toEqual({ text, passes: false });
});
