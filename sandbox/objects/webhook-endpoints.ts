import { newId, randomText } from "../core/ids";
import { seconds, type World } from "../core/world";
import type { EndpointOptions } from "../options";
import { insert, list, remove, save } from "./documents";
import type { Metadata, WebhookEndpoint } from "./types";

export type EndpointInput = {
  url: string;
  enabledEvents: readonly string[];
  apiVersion: string | null;
  description: string | null;
  metadata?: Metadata;
  secret?: string;
  configured?: number;
};

export function createEndpoint(world: World, input: EndpointInput): WebhookEndpoint {
  return insert(world, {
    id: newId(world.random, "we"),
    object: "webhook_endpoint",
    api_version: input.apiVersion,
    application: null,
    created: seconds(world),
    description: input.description,
    enabled_events: [...input.enabledEvents],
    livemode: false,
    metadata: input.metadata ?? {},
    status: "enabled",
    url: input.url,
    _secret: input.secret ?? `whsec_${randomText(world.random, 32)}`,
    ...(input.configured === undefined ? {} : { _configured: input.configured }),
  });
}

/**
 * The endpoints named at start. The first one keeps its identity from one start to the next, so that what was still to
 * be delivered reaches the receiver although its port or secret has changed meanwhile.
 */
export function configureEndpoints(world: World, wanted: readonly EndpointOptions[]): void {
  const known = list(world, "webhook_endpoint", { limit: 100 }).data.filter(
    (endpoint) => endpoint._configured !== undefined,
  );
  for (const endpoint of known) if ((endpoint._configured ?? 0) >= wanted.length) remove(world, endpoint.id);
  wanted.forEach((input, index) => {
    const old = known.find((endpoint) => endpoint._configured === index);
    const enabledEvents = [...(input.enabledEvents ?? ["*"])];
    if (old)
      save(world, {
        ...old,
        url: input.url,
        _secret: input.secret,
        enabled_events: enabledEvents,
        api_version: input.apiVersion ?? null,
      });
    else
      createEndpoint(world, {
        url: input.url,
        secret: input.secret,
        enabledEvents,
        apiVersion: input.apiVersion ?? null,
        description: "Named when the sandbox was started",
        configured: index,
      });
  });
}
