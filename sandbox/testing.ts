import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { onTestFinished } from "vitest";
import type { SandboxOptions } from "./options";
import { startSandbox, type Sandbox } from "./start";

/** Any value of the right form is accepted. */
export const SECRET_KEY = "sk_test_sandbox";
export const WEBHOOK_SECRET = "whsec_sandboxtest";

export type Opened = { sandbox: Sandbox; stripe: Stripe };

/** A sandbox of the test's own, closed at its end, with the real SDK pointed at it. */
export async function givenSandbox(options: SandboxOptions = {}): Promise<Opened> {
  const sandbox = await startSandbox({ autoDeliver: false, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, stripe: sdkFor(sandbox.url) };
}

export function sdkFor(
  url: string,
  config: { apiVersion?: string; maxNetworkRetries?: number; timeout?: number } = {},
): Stripe {
  const { hostname, port } = new URL(url);
  const { apiVersion, ...rest } = config;
  return new Stripe(SECRET_KEY, {
    host: hostname,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    // The SDK's types know its own version only; the wire takes any.
    ...(apiVersion ? { apiVersion: apiVersion as typeof Stripe.API_VERSION } : {}),
    ...rest,
  });
}

export type Received = { body: string; headers: IncomingMessage["headers"]; at: number };

export type Receiver = {
  url: string;
  received: Received[];
  /** What the next deliveries are answered; the last one goes on. "silence" never answers. */
  answers: (number | "silence")[];
  types(): string[];
};

/** A webhook receiver over real HTTP. */
export async function givenReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: "",
    received: [],
    answers: [200],
    types: () => receiver.received.map(({ body }) => String(Reflect.get(JSON.parse(body), "type"))),
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      receiver.received.push({ body: Buffer.concat(parts).toString(), headers: request.headers, at: Date.now() });
      const answer = receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0];
      if (answer === "silence") return;
      response.writeHead(answer ?? 200);
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address of this form.
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

/** The SDK's error, with what Stripe said. */
export async function refusal(promise: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error("Stripe should have refused");
}

/** What was delivered so many deliveries ago. */
export function delivered(receiver: Receiver, index = 0): { body: string; signature: string } {
  const one = receiver.received[index];
  if (!one) throw new Error(`There was no delivery ${index}`);
  return { body: one.body, signature: String(one.headers["stripe-signature"]) };
}

/** A clock that stands until it is moved. */
export function givenClock(start = "2026-11-24T08:00:00Z") {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    pass: (milliseconds: number) => {
      at += milliseconds;
    },
  };
}

/** The request as it goes over the wire, for what the SDK hides. */
export function post(
  url: string,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${SECRET_KEY}`, ...headers },
    body: new URLSearchParams(fields),
  });
}

export async function until(condition: () => boolean, patienceMs = 5_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error("What was waited for did not happen");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
