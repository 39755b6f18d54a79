import pino from "pino";
import { expect, test, vi } from "vitest";
import { log } from "./log";

/** What the real logger writes for a line. */
function written(line: object): Record<string, unknown> {
  const lines: string[] = [];
  const stream: { write: (text: string) => void } = Reflect.get(log, pino.symbols.streamSym);
  const spy = vi.spyOn(stream, "write").mockImplementation((text) => void lines.push(text));
  const { level } = log;
  log.level = "info";
  log.info(line, "a line");
  log.level = level;
  spy.mockRestore();
  return JSON.parse(lines.join(""));
}

test("what stands under a personal name is left out of a line, however deep, in lists too; ids and amounts stay", () => {
  const line = {
    orderId: "o1",
    amountCents: 4_500,
    email: "a@example.org",
    order: { id: "o1", customer: { firstName: "Ana" }, lines: [{ id: "l1", participant: { weightKg: 70 } }] },
    event: {
      data: { object: { id: "pi_1", client_secret: "pi_1_secret", charges: [{ billing_details: { name: "Ana" } }] } },
    },
  };

  expect(written(line)).toMatchObject({
    orderId: "o1",
    amountCents: 4_500,
    email: "[redacted]",
    order: { id: "o1", customer: "[redacted]", lines: [{ id: "l1", participant: "[redacted]" }] },
    event: {
      data: { object: { id: "pi_1", client_secret: "[redacted]", charges: [{ billing_details: "[redacted]" }] } },
    },
  });
});

const nested = (levels: number, within: unknown): unknown =>
  levels === 0 ? within : { in: nested(levels - 1, within) };

test("what is deeper than a line should be, and bytes, are left out whole; a line that contains itself is written", () => {
  const endless: Record<string, unknown> = { id: "o1" };
  endless["itself"] = endless;

  expect(written({ body: Buffer.from("secret"), deep: nested(9, "secret") })).toMatchObject({
    body: "[left out]",
    deep: nested(7, "[left out]"),
  });
  expect(JSON.stringify(written(endless))).toContain("[left out]");
});

test("an error is told by its kind and code, without its message, and dates as they are", () => {
  const error = Object.assign(new Error("duplicate key: (email)=(a@example.org)"), { code: "23505" });

  const line = written({ error, at: new Date("2026-05-01T10:00:00Z") });

  expect(line).toMatchObject({ error: { kind: "Error", code: "23505" }, at: "2026-05-01T10:00:00.000Z" });
  expect(JSON.stringify(line)).not.toContain("example.org");
});
