import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { LoggedRequest } from "../api/request-log";
import { newId } from "../core/ids";
import { bodyFor } from "../deliveries/queue";
import { deliveryHeaders } from "../deliveries/send";
import type { StripeEvent } from "../objects/types";
import { acceptUpgrade, WebSocket } from "./web-socket";

export const SOCKET_PATH = "/v1/stripecli/socket";

export type Feature = "webhooks" | "request_logs";
type Session = { id: string; feature: Feature; secret: string };
type Heard = { event: StripeEvent } | { request: LoggedRequest };

type Surroundings = {
  now: () => Date;
  random: () => number;
  apiVersion: string;
  /** One for all sessions: a receiver is told it once, and the CLI may be started again. */
  secret: string;
};

/**
 * The Stripe CLI's `listen` and `logs tail`: it opens a session, then a WebSocket, and is told what happens. As with
 * Stripe, nothing is tried again: who does not listen at that moment hears nothing.
 */
export class Listeners {
  private readonly surroundings: Surroundings;
  private readonly sessions = new Map<string, Session>();
  private readonly sockets = new Map<WebSocket, Session>();

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  open(feature: Feature): Session {
    const session = { id: newId(this.surroundings.random, "cliws"), feature, secret: this.surroundings.secret };
    this.sessions.set(session.id, session);
    return session;
  }

  /** An HTTP upgrade of the sandbox's server. */
  connect(request: IncomingMessage, stream: Duplex): void {
    const session = this.sessions.get(String(request.headers["websocket-id"]));
    if (!request.url?.startsWith(SOCKET_PATH) || !session) {
      // The CLI reads this sentence: it opens a new session then.
      const body = JSON.stringify({ error: { message: "Unknown WebSocket ID." } });
      stream.end(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
      return;
    }
    if (!acceptUpgrade(request, stream)) {
      stream.destroy();
      return;
    }
    const socket: WebSocket = new WebSocket(
      stream,
      // Acknowledgements and the receivers' answers: the CLI shows them itself.
      () => {},
      () => this.sockets.delete(socket),
    );
    this.sockets.set(socket, session);
  }

  /** Told once the transaction that is running has committed; what it rolls back is not told. */
  hear(heard: Heard, happened: () => boolean): void {
    if (this.sockets.size === 0) return;
    setImmediate(() => {
      if (happened()) this.tell(heard);
    });
  }

  close(): void {
    for (const socket of this.sockets.keys()) socket.close();
  }

  private tell(heard: Heard): void {
    for (const [socket, session] of this.sockets) {
      if ("event" in heard && session.feature === "webhooks") socket.send(this.eventMessage(heard.event));
      if ("request" in heard && session.feature === "request_logs") socket.send(requestMessage(heard.request));
    }
  }

  private eventMessage(event: StripeEvent): string {
    const { now, random, apiVersion, secret } = this.surroundings;
    const body = bodyFor(event, { api_version: null });
    return JSON.stringify({
      type: "webhook_event",
      endpoint: { api_version: null, default_api_version: apiVersion },
      event_payload: body,
      http_headers: deliveryHeaders(body, secret, now()),
      webhook_conversation_id: newId(random, "wc"),
      webhook_id: newId(random, "wh"),
    });
  }
}

function requestMessage(request: LoggedRequest): string {
  const error: unknown =
    request.status !== null && request.status >= 400 ? Reflect.get(Object(JSON.parse(request.body)), "error") : {};
  return JSON.stringify({
    type: "request_log_event",
    request_log_id: request.id,
    event_payload: JSON.stringify({
      created_at: Math.floor(request.at.getTime() / 1000),
      livemode: false,
      method: request.method,
      request_id: request.id,
      status: request.status ?? 0,
      url: request.path,
      error,
    }),
  });
}
