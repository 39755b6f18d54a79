import pg from "pg";
import { expect, test } from "vitest";
import { listenIn } from "./conversation";

test("statements are counted one by one, and a wait for each answer", async () => {
  const counted = await conversation(async (client) => {
    await client.query("begin");
    await client.query({ name: "one", text: "select $1::int", values: [1] });
    await client.query({ name: "one", text: "select $1::int", values: [2] });
    await client.query("commit");
  });

  expect(counted).toEqual({ statements: 4, roundTrips: 4 });
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

/** What is counted between sign-in and end. */
async function conversation(speak: (client: pg.Client) => Promise<void>) {
  const url = new URL(process.env["DATABASE_URL"] ?? "");
  const wire = await listenIn(Number(url.port));
  url.port = String(wire.port);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await speak(client);
    return wire.count();
  } finally {
    await client.end();
    await wire.close();
  }
}
