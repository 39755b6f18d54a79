import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { apiApp, type Bindings } from "./api/app";
import { controlApp } from "./api/control";
import { ownHostOnly } from "./api/own-host";
import { Api } from "./api/perform";
import { pageApp } from "./page/app";
import { Listeners } from "./cli/listeners";
import { controlsOf, type Controls } from "./controls";
import { randomText, strongRandom } from "./core/ids";
import { Store } from "./core/store";
import type { World } from "./core/world";
import { Pump } from "./deliveries/pump";
import { sendOverHttp } from "./deliveries/send";
import { configureEndpoints } from "./objects/webhook-endpoints";
import { assetsApp } from "./js/assets";
import { challengeApp } from "./js/challenge";
import { framesApp } from "./js/frames";
import { DEFAULT_SETTINGS, type SandboxOptions, type Settings } from "./options";

export type Sandbox = Controls & {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
};

/** Only this machine may ask: the sandbox has no secrets and would be anybody's. */
const HOST = "127.0.0.1";
/** The programs around it expect an end within a second. */
const CLOSE_PATIENCE_MS = 700;

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const store = new Store(options.dataDir);
  const now = options.now ?? (() => new Date());
  const random = options.random ?? strongRandom;
  const settings = settingsOf(options);
  const listeners = new Listeners({
    now,
    random,
    apiVersion: settings.apiVersion,
    secret: store.choice("cli_secret", () => `whsec_${randomText(random, 64)}`),
  });
  const world: World = { store, now, random, settings, listeners };
  const send = options.send ?? sendOverHttp;
  store.transaction(() => configureEndpoints(world, options.webhookEndpoints ?? []));

  const pump = new Pump(world, send);
  const api = new Api(world, () => pump.wake());
  let url = "";
  const app = new Hono<Bindings>();
  const server = createAdaptorServer({ fetch: app.fetch });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex) => listeners.connect(request, stream));
  url = await listen(server, options.port ?? 0).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const controls = controlsOf(world, { api, pump, send, baseUrl: url });
  app.route(
    "/",
    apiApp(api, () => url),
  );
  app.route("/", assetsApp());
  app.route("/", framesApp());
  app.route("/", challengeApp(world, controls));
  app.use("/_sandbox/*", ownHostOnly);
  app.route("/", controlApp(controls));
  app.route("/", pageApp(world, controls, options.language ?? "fr"));
  if (options.autoDeliver ?? true) pump.start();

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    listeners.close();
    await pump.stop(CLOSE_PATIENCE_MS);
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
    store.close();
  };

  return {
    ...controls,
    url,
    close: () => (closing ??= close()),
  };
}

function settingsOf(options: SandboxOptions): Settings {
  return {
    apiVersion: options.apiVersion ?? DEFAULT_SETTINGS.apiVersion,
    settleDelayMs: options.settleDelayMs ?? DEFAULT_SETTINGS.settleDelayMs,
    refundDelayMs: options.refundDelayMs ?? DEFAULT_SETTINGS.refundDelayMs,
    retryDelaysMs: options.retryDelaysMs ?? DEFAULT_SETTINGS.retryDelaysMs,
    deliveryTimeoutMs: options.deliveryTimeoutMs ?? DEFAULT_SETTINGS.deliveryTimeoutMs,
    searchDelayMs: options.searchDelayMs ?? DEFAULT_SETTINGS.searchDelayMs,
    rateLimit: options.rateLimit ?? DEFAULT_SETTINGS.rateLimit,
  };
}

function listen(server: ReturnType<typeof createAdaptorServer>, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      // A server that listens on a port has an address of this form.
      const { port: taken } = server.address() as AddressInfo;
      resolve(`http://${HOST}:${taken}`);
    });
  });
}
