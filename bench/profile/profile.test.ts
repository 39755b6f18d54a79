import type { Profiler } from "node:inspector";
import { expect, test } from "vitest";
import { spentOf, withoutWaiting } from "./cpu-groups";
import { rowsOf } from "./draw-waterfall";
import { shorten } from "./draw-icicle";
import { layOut, sumOf } from "./icicle";
import { openModules } from "./module-of";
import { type EventTimes, labelOf, waitingOf, waterfallOf } from "./waterfall";

const heard = (text: string, sentAt: number, answeredAt: number) => ({ name: "", text, sentAt, answeredAt });

test("one event is the median of those that went the same way, counted from its request", () => {
  const event = (askedAt: number, slow: number): EventTimes => ({
    askedAt,
    answeredAt: askedAt + 10 + slow,
    heard: [heard("begin", askedAt + 1, askedAt + 2), heard("commit", askedAt + 4, askedAt + 8 + slow)],
  });
  const first: EventTimes = { askedAt: 0, answeredAt: 99, heard: [heard("set x", 1, 2)] };

  const waterfall = waterfallOf([first, event(100, 0), event(200, 1), event(300, 5)]);

  expect(waterfall).toEqual({
    events: 3,
    wholeMs: 11,
    waitingMs: 6,
    steps: [
      { label: "begin", sentMs: 1, answeredMs: 2 },
      { label: "commit", sentMs: 4, answeredMs: 9 },
    ],
  });
});

test("events that all go another way are not one event", () => {
  const event = (text: string): EventTimes => ({ askedAt: 0, answeredAt: 3, heard: [heard(text, 1, 2)] });

  expect(() => waterfallOf(["begin", "commit", "select 1 from a"].map(event))).toThrow(/only 1 of 3/);
});

test("statements that are sent together are waited for once, and nothing of ours lies between them", () => {
  const steps = [
    { label: "begin", sentMs: 1, answeredMs: 3 },
    { label: "lock", sentMs: 1, answeredMs: 4 },
    { label: "commit", sentMs: 6, answeredMs: 9 },
  ];

  expect(waitingOf(steps)).toBe(6);
  expect(rowsOf({ steps, wholeMs: 10 }).map(({ oursFrom, oursTo }) => oursTo - oursFrom)).toEqual([1, 0, 2, 1]);
});

test("a statement is called by its name, else by its verb and table", () => {
  expect(
    [
      { name: "lock-order", text: "select 1" },
      { name: "", text: `select "id" from "orders" where "orders"."id" = $1 for update` },
      { name: "", text: `insert into "emails" ("id") values ($1)` },
      { name: "", text: "BEGIN" },
    ].map(labelOf),
  ).toEqual(["lock-order", "select orders, locked", "insert emails", "begin"]);
});

const frame = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, scriptId: "1", lineNumber: 0, columnNumber: 0 },
  children,
});
const PROFILE: Profiler.Profile = {
  nodes: [
    frame(1, "(root)", "", [2, 3, 4, 7, 8]),
    frame(2, "(idle)", ""),
    frame(3, "(garbage collector)", ""),
    frame(4, "query", "file:///shop/node_modules/pg/lib/client.js", [5]),
    frame(5, "write", "node:net", [6]),
    frame(6, "writev", ""),
    frame(7, "", "node:internal/timers"),
    frame(8, "payOrder", "file:///shop/src/features/orders/server/pay-order.ts?tsx=1"),
  ],
  startTime: 0,
  endTime: 0,
  samples: [2, 3, 4, 6, 7, 8, 8],
  timeDeltas: [9_000, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000],
};

test("time counts for whoever had it spent: what Node does for a package is the package's, idleness is nobody's", () => {
  expect(spentOf(PROFILE)).toEqual([
    { group: "garbage collection", file: "garbage collection", name: "garbage collection", ms: 1 },
    { group: "pg", file: "pg/client.js", name: "query", ms: 2 },
    { group: "pg", file: "Node.js for pg", name: "built in: writev", ms: 3 },
    { group: "Node.js", file: "timers", name: "(anonymous)", ms: 4 },
    { group: "Envol", file: "features/orders/server", name: "pay-order.ts: payOrder", ms: 11 },
  ]);
});

test("a function of the built server is found in the module that it was written in", () => {
  const built = [
    "var a;",
    "// node_modules/zod/v4/core/core.js",
    "function parse() {",
    "  // src/not-at-the-margin.ts",
    "}",
    "// src/lib/log.ts",
    "x",
  ];
  const moduleOf = openModules(() => built.join("\n"));

  expect([0, 2, 4, 6].map((line) => moduleOf("file:///shop/dist/server/main.js", line))).toEqual([
    "file:///shop/dist/server/main.js",
    "bundled:/node_modules/zod/v4/core/core.js",
    "bundled:/node_modules/zod/v4/core/core.js",
    "bundled:/src/lib/log.ts",
  ]);
  expect(moduleOf("file:///shop/src/lib/log.ts?tsx", 6)).toBe("file:///shop/src/lib/log.ts?tsx");
  expect(moduleOf("node:net", 6)).toBe("node:net");
});

test("no more CPU is shown than the process has used, however long it waited for a core", () => {
  expect(sumOf(withoutWaiting(spentOf(PROFILE), 7))).toBeCloseTo(7);
  expect(withoutWaiting(spentOf(PROFILE), 1_000)).toEqual(spentOf(PROFILE));
});

test("fields cover the whole height once in each column's parents, none lower than a line but what is left over", () => {
  const many = Array.from({ length: 40 }, (_, at) => ({ group: "pg", file: `file ${at}`, name: "read", ms: at }));
  const fields = layOut([...spentOf(PROFILE), ...many], 10, 500);

  const groups = fields.filter(({ column }) => column === 0);
  expect(sumOf(groups.map(({ height }) => ({ ms: height })))).toBeCloseTo(500);
  for (const { column, top, height } of fields) {
    const next = fields.find((other) => other.column === column && other.top > top);
    expect(top + height).toBeLessThanOrEqual((next?.top ?? 500) + 1e-6);
  }
  expect(fields.filter(({ label, height }) => height < 15 && !label.endsWith("smaller ones")).length).toBeLessThan(3);
  expect(fields.some(({ label }) => /^\d+ smaller ones$/.test(label))).toBe(true);
});

test("what is too long for its field keeps its end", () => {
  expect(shorten("features/orders/server", 100)).toMatch(/^….+server$/);
  expect(shorten("orders", 100)).toBe("orders");
});
