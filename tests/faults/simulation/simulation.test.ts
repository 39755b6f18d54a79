import { afterAll, beforeAll, expect, test } from "vitest";
import { openMailDrop, type MailDrop } from "./mail-drop";
import { runStory, storyOf } from "./run-story";
test("x", () => {
  expect(1).toBe(1);
});
