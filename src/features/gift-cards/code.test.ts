import fc from "fast-check";
import { expect, test } from "vitest";
import { newGiftCardCode, readGiftCardCode } from "./code";

test("a new code has sixteen characters in groups of four, none of which looks like another", () => {
  const codes = Array.from({ length: 1_000 }, newGiftCardCode);

  for (const code of codes) expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(codes).size).toBe(1_000);
});

test("a code is the same however people type it", () => {
  const separator = fc.constantFrom("", "-", " ", "–", "\u00a0");
  const lookalikes: Record<string, string[]> = { "0": ["0", "o", "O"], "1": ["1", "i", "I", "l", "L"] };
  fc.assert(
    fc.property(fc.infiniteStream(separator), fc.infiniteStream(fc.nat(4)), (separators, choices) => {
      const code = newGiftCardCode();
      const typed = Array.from(code.replaceAll("-", "")).map((letter) => {
        const ways = lookalikes[letter] ?? [letter, letter.toLowerCase()];
        return `${ways[choices.next().value % ways.length]}${separators.next().value}`;
      });
      expect(readGiftCardCode(typed.join(""))).toBe(code);
    }),
  );
});

test.each([
  "",
  "7KQ4-9M2X-V0TB-8HW",
  "7KQ4-9M2X-V0TB-8HWEE",
  "7KQ4-9M2X-V0TB-8HWU",
  "7KQ4_9M2X_V0TB_8HWE",
  "🎁🎁🎁🎁🎁🎁🎁🎁",
])("what cannot be a code is none: «%s»", (typed) => {
  expect(readGiftCardCode(typed)).toBeNull();
});
