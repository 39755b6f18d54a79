import { expect, test } from "vitest";
import { setImmediate as turn } from "node:timers/promises";
import { inLanes } from "./lanes";

test("each item is worked on once, as many at once as there are lanes and never more", async () => {
  const done: number[] = [];
  let atWork = 0;
  let most = 0;

  await inLanes(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await turn();
    atWork -= 1;
    done.push(item);
  });

  expect(done.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test("an item that fails stops its own lane; the others end before the error is passed on", async () => {
  const done: number[] = [];
  const work = async (item: number) => {
    if (item === 1) throw new Error("broken");
    await turn();
    done.push(item);
  };

  await expect(inLanes(2, [1, 2, 3, 4], work)).rejects.toThrow("broken");

  expect(done).toEqual([2, 3, 4]);
});
