import { expect, test, vi } from "vitest";
import { addMs, now } from "@/lib/clock";
import { db, pool } from "./client";
import { keptAnswer } from "./kept-answer";
import { cartSessions } from "./schema/cart-sessions";
import { newId } from "./schema/columns";

/** No test takes so long. */
const NEVER = "select $1::timestamptz + interval '1 year'";

const asksForCarts = keptAnswer("test-carts", {
  with: "counted as (select count(*) as many from cart_sessions)",
  json: "select many from counted",
  changesAt: NEVER,
});
const countCarts = async () => Number(await asksForCarts(now(), []));

/** It is another each time that PostgreSQL really answers. */
const asksForChance = (changesAt: string) =>
  keptAnswer(`test-chance-${newId()}`, {
    with: "chance as (select gen_random_uuid() as drawn, $3::text as told)",
    json: "select drawn::text || told from chance",
    changesAt,
  });

const newCart = () => ({ id: newId(), tokenHash: Buffer.from(newId()), createdAt: now(), lastUsedAt: now() });

/** The tests beside this one write into other databases of the same server, which is enough for an answer to be given anew. */
const inAQuietMoment = (run: () => Promise<void>) => vi.waitFor(run, { timeout: 10_000, interval: 0 });

test("an answer is kept as long as nobody has committed anything, each for what it was asked with", async () => {
  const ask = asksForChance(NEVER);

  await inAQuietMoment(async () => {
    const first = [await ask(now(), ["a"]), await ask(now(), ["b"])];
    expect([await ask(now(), ["a"]), await ask(now(), ["b"])]).toEqual(first);
    expect(first[0]?.at(-1)).toBe("a");
    expect(first[1]?.at(-1)).toBe("b");
  });
});

test("what has been committed is told by the next answer, whatever was kept", async () => {
  for (let carts = await countCarts(), until = carts + 20; carts < until; carts += 1) {
    expect(await countCarts()).toBe(carts);
    await db().insert(cartSessions).values(newCart());
    expect(await countCarts()).toBe(carts + 1);
  }
});

test("what another transaction is writing is told as soon as it has committed, though it began before the answer that was kept", async () => {
  const before = await countCarts();
  const writing = await pool().connect();
  try {
    await writing.query("begin");
    await writing.query(
      "insert into cart_sessions (id, token_hash, created_at, last_used_at) values ($1, $2, $3, $3)",
      [newId(), Buffer.from(newId()), now()],
    );
    expect(await countCarts()).toBe(before);
    expect(await countCarts()).toBe(before);
    await writing.query("commit");
    expect(await countCarts()).toBe(before + 1);
  } finally {
    writing.release();
  }
});

test("an answer that time changes is given anew from that instant on, and before the time at which it was read", async () => {
  const ask = asksForChance("select $1::timestamptz + interval '1 minute'");
  const at = now();

  await inAQuietMoment(async () => {
    const first = await ask(at, [""]);
    expect(await ask(addMs(at, 59_999), [""])).toBe(first);
    expect(await ask(addMs(at, 60_000), [""])).not.toBe(first);
  });
  const later = await ask(addMs(at, 90_000), [""]);
  expect(await ask(at, [""])).not.toBe(later);
});

test("an error is nobody's answer, and the next one asks as before", async () => {
  const ask = asksForChance(NEVER);
  await ask(now(), ["a"]);
  vi.spyOn(pool(), "query").mockImplementationOnce(() => Promise.reject(new Error("away")));

  await expect(ask(now(), ["a"])).rejects.toThrow("away");

  expect((await ask(now(), ["a"])).at(-1)).toBe("a");
});

test("so many answers are kept, and no more: those that nobody has asked for go", async () => {
  const ask = asksForChance(NEVER);

  await inAQuietMoment(async () => {
    const first = await ask(now(), ["0"]);
    for (let other = 1; other < 25; other += 1) await ask(now(), [String(other)]);
    expect(await ask(now(), ["0"])).toBe(first);
    await ask(now(), ["25"]);
    expect(await ask(now(), ["0"])).toBe(first);
    const second = await ask(now(), ["2"]);
    for (let other = 100; other < 125; other += 1) await ask(now(), [String(other)]);
    expect(await ask(now(), ["2"])).not.toBe(second);
  });
});
