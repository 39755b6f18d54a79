import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";

test.for(["127.0.0.1", "::1", "0.0.0.0"])(
  "a port that is taken on %s is passed over for the next free one",
  async (host) => {
    const wanted = await freePort(20_000 + Math.floor(Math.random() * 20_000));
    const server = createServer().listen({ port: wanted, host });
    await once(server, "listening");

    const found = await freePort(wanted);

    expect(found).toBeGreaterThan(wanted);
    server.close();
  },
);

test("a port that is free is kept", async () => {
  const port = await freePort();

  expect(await freePort(port)).toBe(port);
});
