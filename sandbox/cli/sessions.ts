import { z } from "zod";
import { read, texts } from "../api/params";
import type { ApiRequest } from "../api/request";
import type { Json } from "../objects/render";
import { SOCKET_PATH } from "./listeners";

/** What the CLI opens before it listens. The socket is on the same port as the API. */
export function openSession(request: ApiRequest): Json {
  const form = read(z.looseObject({ websocket_features: texts.optional() }), request.form);
  const feature = form.websocket_features?.includes("request_logs") ? "request_logs" : "webhooks";
  const session = request.context.listeners.open(feature);
  const { apiVersion } = request.context.settings;
  return {
    default_version: apiVersion,
    display_connect_filter_warning: false,
    latest_version: apiVersion,
    reconnect_delay: 60,
    secret: session.secret,
    websocket_authorized_feature: feature,
    websocket_id: session.id,
    websocket_url: request.baseUrl.replace(/^http/, "ws") + SOCKET_PATH,
  };
}
