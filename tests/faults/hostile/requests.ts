import fc from "fast-check";
import { addresses, encoded } from "./addresses";
import type { Contract, Operation } from "./contract";
import { hostileHeaders } from "./hostile-headers";
import { hostileJson, hostileTexts } from "./hostile-values";
import { events, badlySigned } from "./events";
import { JSON_TYPE, spoilings, WEBHOOK, type Body, type Draw, type HostileRequest, type Kind } from "./hostile-request";
import { mutations } from "./json-mutations";
import { anyKnownValue } from "./known-values";
import { valuesOf } from "./schema-values";

/** Every kind of request, each of the contract's calls as likely as another within its kind. */
export function requestsOf(contract: Contract): fc.Arbitrary<HostileRequest> {
  const calls = contract.operations.filter((operation) => operation.path !== WEBHOOK);
  const valid = fc.oneof(...calls.map((operation) => validCall(operation, contract)));
  const withBody = fc.oneof(...calls.filter(({ body }) => body).map((operation) => validCall(operation, contract)));
  const kinds: Record<Kind, { weight: number; draw: Draw }> = {
    valid: { weight: 18, draw: valid },
    "almost valid": { weight: 30, draw: almostValid(withBody, valid) },
    wild: { weight: 10, draw: wild(fc.oneof(...calls.map((operation) => hostileAddress(operation)))) },
    bytes: { weight: 10, draw: withSpoiledBytes(withBody) },
    headers: { weight: 10, draw: withHostileHeaders(valid) },
    address: { weight: 8, draw: addresses(contract) },
    event: { weight: 18, draw: events },
    signature: { weight: 8, draw: badlySigned },
  };
  const over = fc.oneof(
    { weight: 9, arbitrary: fc.constant("process" as const) },
    { weight: 1, arbitrary: fc.constant("socket" as const) },
  );
  return fc.oneof(
    ...Object.entries(kinds).map(([kind, { weight, draw }]) => ({
      weight,
      arbitrary: fc.tuple(draw, over).map(([parts, transport]): HostileRequest => ({
        headers: [],
        body: { is: "nothing" },
        spoiling: [],
        signature: null,
        over: transport,
        ...parts,
        kind: kind as Kind, // a key of the record above
      })),
    })),
  );
}

function validCall(operation: Operation, contract: Contract): Draw {
  const body: fc.Arbitrary<Body> = operation.body
    ? valuesOf(operation.body, contract.components).map((value) => ({ is: "json", value, changes: [] }))
    : fc.constant({ is: "nothing" });
  const parameters = fc.record(
    Object.fromEntries(
      operation.parameters.map((one) => [one.name, valuesOf(one.schema, contract.components, one.name)]),
    ),
    { requiredKeys: operation.parameters.filter((one) => one.required).map((one) => one.name), noNullPrototype: true },
  );
  const languages = fc.constantFrom<[string, string][]>([], [["accept-language", "en"]]);
  return fc.tuple(body, parameters, languages).map(([drawn, values, language]) => ({
    method: operation.method,
    address: addressOf(operation, (name) => values[name]),
    headers: [...(drawn.is === "nothing" ? [] : JSON_TYPE), ...language],
    body: drawn,
  }));
}

function addressOf(operation: Operation, valueOf: (name: string) => unknown): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(String(valueOf(name))));
  const query = operation.parameters
    .filter((one) => one.in === "query" && valueOf(one.name) !== undefined)
    .map((one) => `${one.name}=${encoded(String(valueOf(one.name)))}`);
  return query.length > 0 ? `${path}?${query.join("&")}` : path;
}

function almostValid(withBody: Draw, any: Draw): Draw {
  const changedBody = fc
    .tuple(withBody, fc.array(mutations, { minLength: 1, maxLength: 3 }))
    .map(([call, changes]) => ({
      ...call,
      body: call.body?.is === "json" ? { ...call.body, changes } : (call.body ?? { is: "nothing" as const }),
    }));
  const extra = fc.array(
    fc.tuple(fc.oneof(fc.constantFrom("from", "to", "type", "token", "category"), hostileTexts), hostileTexts),
    { minLength: 1, maxLength: 3 },
  );
  const changedQuery = fc.tuple(any, extra).map(([call, more]) => ({
    ...call,
    address: `${call.address}${call.address.includes("?") ? "&" : "?"}${more.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&")}`,
  }));
  return fc.oneof({ weight: 4, arbitrary: changedBody }, { weight: 1, arbitrary: changedQuery });
}

function hostileAddress(operation: Operation): Draw {
  const value = fc.oneof(hostileTexts, anyKnownValue);
  return fc.array(value, { minLength: 4, maxLength: 4 }).map((values) => ({
    method: operation.method,
    address: addressOf(operation, (name) => values[operation.parameters.findIndex((one) => one.name === name)]),
    headers: operation.body ? JSON_TYPE : [],
  }));
}

function wild(addressed: Draw): Draw {
  return fc.tuple(addressed, hostileJson).map(([call, text]) => ({
    ...call,
    ...(call.method !== "GET" && { body: { is: "text" as const, text }, headers: JSON_TYPE }),
  }));
}

const withSpoiledBytes = (withBody: Draw): Draw =>
  fc
    .tuple(withBody, fc.array(spoilings, { minLength: 1, maxLength: 2 }))
    .map(([call, spoiling]) => ({ ...call, spoiling }));

const withHostileHeaders = (any: Draw): Draw =>
  fc.tuple(any, fc.array(hostileHeaders, { minLength: 1, maxLength: 4 })).map(([call, more]) => ({
    ...call,
    headers: [...(call.headers ?? []).filter(([name]) => !more.some(([other]) => other === name)), ...more],
  }));
