import { afterEach, expect, test, vi } from "vitest";
import { askTogether } from "./ask-together";

afterEach(() => vi.restoreAllMocks());

/** A question whose answers we give by hand; `asked` holds those that are under way. */
function slowQuestion() {
  const asked: { question: string; answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const ask = askTogether(
    (question: string) =>
      new Promise<string>((resolve, reject) => void asked.push({ question, answer: resolve, fail: reject })),
  );
  return { ask, asked };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("whoever comes while it is being asked is told what was read after he came, and all of them by one asking", async () => {
  const { ask, asked } = slowQuestion();
  const first = ask("places?");
  const later = Array.from({ length: 50 }, () => ask("places?"));

  expect(asked).toHaveLength(1);
  asked[0]?.answer("six");
  await settled();
  const last = ask("places?");
  expect(asked).toHaveLength(2);
  asked[1]?.answer("five");
  await settled();
  asked[2]?.answer("four");

  expect(await first).toBe("six");
  expect(new Set(await Promise.all(later))).toEqual(new Set(["five"]));
  expect(await last).toBe("four");
  expect(asked).toHaveLength(3);
});

test("different questions have nothing to do with each other", async () => {
  const { ask, asked } = slowQuestion();
  const answers = [ask("stages?"), ask("baptêmes?")];

  for (const { question, answer } of asked) answer(`answer to ${question}`);

  expect(await Promise.all(answers)).toEqual(["answer to stages?", "answer to baptêmes?"]);
});

test("nothing is kept: who comes after the answer asks anew", async () => {
  const { ask, asked } = slowQuestion();
  const first = ask("places?");
  asked[0]?.answer("six");
  await first;

  void ask("places?");

  expect(asked).toHaveLength(2);
});

test("an error reaches all who waited for that asking, and nobody after them", async () => {
  const { ask, asked } = slowQuestion();
  const first = ask("places?");
  const second = [ask("places?"), ask("places?")];
  const errors = Promise.allSettled([first, ...second]);

  asked[0]?.fail(new Error("away"));
  await settled();
  asked[1]?.fail(new Error("still away"));

  expect((await errors).map((one) => one.status === "rejected" && String(one.reason))).toEqual([
    "Error: away",
    "Error: still away",
    "Error: still away",
  ]);
  const third = ask("places?");
  asked[2]?.answer("six");
  expect(await third).toBe("six");
});

test("one that throws at once is an error like any other", async () => {
  const ask = askTogether((): Promise<string> => {
    throw new Error("no such thing");
  });

  await expect(ask("places?")).rejects.toThrow("no such thing");
  await expect(ask("places?")).rejects.toThrow("no such thing");
});

test("a question that hangs holds up nobody who comes later", async () => {
  const { ask, asked } = slowQuestion();
  void ask("places?");
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1_001);

  const later = ask("places?");
  expect(asked).toHaveLength(2);
  asked[1]?.answer("five");

  expect(await later).toBe("five");
});
