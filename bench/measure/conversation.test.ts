import pg from "pg";
import { expect, test } from "vitest";
import { type Heard, listenIn } from "./conversation";

test("statements are counted one by one, and a wait for each answer", async () => {
  const counted = await conversation(async (client) => {
    await client.query("begin");
    await client.query({ name: "one", text: "select $1::int", values: [1] });
    await client.query({ name: "one", text: "select $1::int", values: [2] });
    await client.query("commit");
  });

  expect(counted).toMatchObject({ statements: 4, roundTrips: 4 });
});

test("a statement that fails has been waited for too", async () => {
  const counted = await conversation(async (client) => {
    await expect(client.query("select 1 / 0")).rejects.toThrow(/zero/);
    await expect(client.query("select 1 / $1::int", [0])).rejects.toThrow(/zero/);
    // A client hears of the error before it hears that the server is ready again.
    await client.query("select 1");
  });

  expect(counted.roundTrips).toBe(3);
});

test("statements are told by their text, also where only their name is sent, and never before they were asked", async () => {
  const { heard } = await conversation(async (client) => {
    await client.query("begin");
    await client.query({ name: "one", text: "select $1::int", values: [1] });
    await client.query({ name: "one", text: "select $1::int", values: [2] });
    await client.query("select 'é', $1::text", ["x"]);
    await client.query("commit");
  });

  expect(heard.map(({ text }) => text)).toEqual([
    "begin",
    "select $1::int",
    "select $1::int",
    "select 'é', $1::text",
    "commit",
  ]);
  expect(heard.every(({ sentAt, answeredAt }) => answeredAt >= sentAt)).toBe(true);
});

test("statements that are sent together are one wait, and each is told when its own answer has come", async () => {
  const { heard, statements, roundTrips } = await conversation(
    async (client) => {
      await Promise.all([client.query("select 1"), client.query("select pg_sleep(0.02)"), client.query("select 3")]);
    },
    { pipeline: true },
  );

  expect({ statements, roundTrips }).toEqual({ statements: 3, roundTrips: 1 });
  const [first, second] = heard;
  expect(first?.answeredAt).toBeLessThan(second?.answeredAt ?? 0);
});

/** What is counted and told between sign-in and end. */
async function conversation(speak: (client: pg.Client) => Promise<void>, options: pg.ClientConfig = {}) {
  const url = new URL(process.env["DATABASE_URL"] ?? "");
  const heard: Heard[] = [];
  const wire = await listenIn(Number(url.port), (one) => void heard.push(one));
  url.port = String(wire.port);
  const client = new pg.Client({ ...options, connectionString: url.href });
  await client.connect();
  try {
    await speak(client);
    return { ...wire.count(), heard };
  } finally {
    await client.end();
    await wire.close();
  }
}
