import { beforeAll, expect, test } from "vitest";
import { guardThatRefuses } from "../../tests/support/guard-that-refuses";
import { CONJUNCTS, NARROWED } from "../../tests/support/guards/conjuncts";
import { givenEverything, type Statement, type World } from "../../tests/support/guards/world";

let world: World;
beforeAll(async () => {
  world = await givenEverything();
});

test.each(CONJUNCTS.map(({ attempt, check, statement }) => [attempt, check, statement] as const))(
  "nobody may %s (%s)",
  async (_attempt, check, statement) => {
    expect(await refusalOf(statement(world))).toBe(check);
  },
);

test.each(NARROWED.map(({ attempt, index, statement }) => [attempt, index, statement] as const))(
  "nobody may %s (%s)",
  async (_attempt, index, statement) => {
    expect(await refusalOf(statement(world))).toBe(index);
  },
);

test("nobody has two names for one attempt, so that each is told apart", () => {
  const attempts = [...CONJUNCTS, ...NARROWED].map(({ attempt }) => attempt);
  expect(new Set(attempts).size).toBe(attempts.length);
});

const refusalOf = ({ text, values }: Statement): Promise<string | undefined> =>
  guardThatRefuses(async (client) => {
    const { rowCount } = await client.query(text, values);
    if (rowCount === 0) throw new Error(`the statement met no row: ${text}`);
  });
