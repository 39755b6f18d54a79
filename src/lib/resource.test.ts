import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem } from "./call-api";
import { Resource } from "./resource";

let browser: EventTarget;
const tab = { hidden: false };

beforeEach(() => {
  vi.useFakeTimers();
  browser = new EventTarget();
  tab.hidden = false;
  vi.stubGlobal("window", browser);
  vi.stubGlobal("document", tab);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

/** An API whose answers come when the test says so. */
function slowApi() {
  const answers: ((text: string) => void)[] = [];
  const ask = vi.fn<() => Promise<string>>(() => new Promise((resolve) => answers.push(resolve)));
  return { ask, answer: (call: number, text: string) => answers[call]?.(text) };
}

test("two components that appear together ask once, and both are told", async () => {
  const ask = vi.fn<() => Promise<string>>(async () => "cart");
  const cart = new Resource(ask);
  const told = [vi.fn<() => void>(), vi.fn<() => void>()];

  for (const listener of told) cart.listen(listener);
  await seconds(0);

  expect(ask).toHaveBeenCalledTimes(1);
  expect(told.map((listener) => listener.mock.calls.length)).toEqual([1, 1]);
  expect(cart.known.data).toBe("cart");
});

test("an answer asked for before a change does not undo what the change has told", async () => {
  const { ask, answer } = slowApi();
  const cart = new Resource(ask);
  cart.listen(() => {});

  cart.put("with the new item");
  answer(0, "empty");
  await seconds(0);

  expect(cart.known.data).toBe("with the new item");
});

test("reading again asks anew even while a question is on its way", async () => {
  const { ask, answer } = slowApi();
  const cart = new Resource(ask);
  cart.listen(() => {});

  const reloaded = cart.reload();
  answer(1, "after");
  answer(0, "before");

  expect(await reloaded).toBe("after");
  await seconds(0);
  expect(cart.known.data).toBe("after");
});

test("a visitor who comes back is told what is new, but not each time they look up", async () => {
  const ask = vi.fn<() => Promise<string>>(async () => "cart");
  new Resource(ask).listen(() => {});
  await seconds(3);

  browser.dispatchEvent(new Event("focus"));
  await seconds(10);
  expect(ask).toHaveBeenCalledTimes(1);

  tab.hidden = true;
  browser.dispatchEvent(new Event("visibilitychange"));
  expect(ask).toHaveBeenCalledTimes(1);
  tab.hidden = false;
  browser.dispatchEvent(new Event("visibilitychange"));
  expect(ask).toHaveBeenCalledTimes(2);
});

test("a failure keeps what was known, and is tried again later and later until it goes well", async () => {
  const ask = vi.fn<() => Promise<string>>(async () => "cart");
  const cart = new Resource(ask);
  cart.listen(() => {});
  await seconds(0);
  ask.mockRejectedValue(new ApiProblem("offline"));

  await cart.reload();
  expect(cart.known).toMatchObject({ data: "cart", error: { code: "offline" } });
  const calls = async (wait: number) => (await seconds(wait), ask.mock.calls.length);
  expect([await calls(4), await calls(1), await calls(9), await calls(1)]).toEqual([2, 3, 3, 4]);

  ask.mockResolvedValue("newer");
  await seconds(20);
  expect(cart.known).toEqual({ data: "newer", at: expect.any(Number) });
});

test("a failure for good is not tried again", async () => {
  const ask = vi.fn<() => Promise<string>>(async () => {
    throw new ApiProblem("not_found");
  });
  new Resource(ask, { mayRetry: (problem) => problem.code !== "not_found" }).listen(() => {});

  await seconds(600);

  expect(ask).toHaveBeenCalledTimes(1);
});

test("what may change by itself is asked for again while somebody looks, and no longer", async () => {
  const ask = vi.fn<() => Promise<string>>(async () => "PENDING");
  const leave = new Resource(ask, { refreshAfterMs: () => 1_000 }).listen(() => {});
  await seconds(3.5);
  expect(ask).toHaveBeenCalledTimes(4);

  tab.hidden = true;
  await seconds(60);
  expect(ask).toHaveBeenCalledTimes(4);
  tab.hidden = false;
  browser.dispatchEvent(new Event("focus"));
  await seconds(1.5);
  expect(ask).toHaveBeenCalledTimes(6);

  leave();
  await seconds(60);
  expect(ask).toHaveBeenCalledTimes(6);
});

test("a fault that is no answer of the API's is not kept as one", async () => {
  const cart = new Resource<string>(async () => {
    throw new TypeError("a bug");
  });

  await expect(cart.reload()).rejects.toThrow("a bug");
  expect(cart.known.error).toBeUndefined();
});
