import { invalidParameter } from "../core/stripe-error";
import type { World } from "../core/world";
import { findAny, list } from "../objects/documents";
import { isObject, listOf, render, snapshot, type Json } from "../objects/render";

/** Deeper links than this Stripe refuses. */
const MAX_DEPTH = 4;

/** Puts whole objects where the answer holds their identifiers: `latest_charge.balance_transaction`, `data.customer`. */
export function expand(world: World, shown: Json, paths: readonly string[], version: string): void {
  for (const path of paths) {
    const keys = path.split(".");
    if (keys.length > MAX_DEPTH)
      throw invalidParameter(
        "parameter_invalid",
        "expand",
        `You cannot expand more than ${MAX_DEPTH} levels of a property (${path}).`,
      );
    expandPath(world, shown, keys, { path, version });
  }
}

function expandPath(world: World, holder: Json, keys: readonly string[], how: { path: string; version: string }): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (key === "refunds" && holder["object"] === "charge" && !isObject(holder["refunds"])) {
    const id = String(holder["id"]);
    const refunds = list(world, "refund", { limit: 10, charge: id }).data;
    holder["refunds"] = listOf(refunds, how.version, `/v1/charges/${id}/refunds`);
  }
  const value = holder[key];
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) if (isObject(item)) expandPath(world, item, rest, how);
    return;
  }
  const found = typeof value === "string" ? findAny(world, value) : undefined;
  if (found) holder[key] = render(snapshot(world, found), how.version);
  const inner = holder[key];
  if (!isObject(inner))
    throw invalidParameter(
      "property_cannot_be_expanded",
      "expand",
      `This property cannot be expanded (${how.path}). You may want to try expanding 'data.${key}' if this is a list.`,
    );
  expandPath(world, inner, rest, how);
}
