import { expect, test } from "vitest";
import { figureOf, medianOf, ratioOf } from "./figure";

const figure = { part: "webhook", id: "x", what: "events", unit: "events/s" };

test("a ratio compares the slices of one round with each other, not the medians of all", () => {
  // The machine was twice as fast in the second round, for both.
  expect(ratioOf([50, 100, 80], [100, 200, 100])).toEqual({ ratio: 0.5, min: 0.5, max: 0.8 });
});

test("a ratio of figures that were not measured in the same rounds is refused", () => {
  expect(() => ratioOf([1, 2], [1])).toThrow(/every round/);
});

test("the median of an even number of rounds lies between the two in the middle", () => {
  expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  expect(() => medianOf([])).toThrow(/median of nothing/);
});

test("a target is about the ratio where there is a limit, else about the figure", () => {
  const against = { id: "limit", rounds: [100, 100, 100] };

  expect(figureOf({ ...figure, rounds: [70, 80, 90], against, target: { atLeast: 0.75 } }).target?.met).toBe(true);
  expect(figureOf({ ...figure, rounds: [60, 70, 90], against, target: { atLeast: 0.75 } }).target?.met).toBe(false);
  expect(figureOf({ ...figure, rounds: [3, 4, 5], target: { atMost: 4 } }).target).toEqual({ atMost: 4, met: true });
});
