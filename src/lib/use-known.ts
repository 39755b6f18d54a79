"use client";

import { useSyncExternalStore } from "react";
import { type Known, NOTHING, type Resource } from "./resource";

/** What is known of a resource, drawn anew when that changes. The server knows nothing: what it tells belongs to one visitor. */
export const useKnown = <T>(resource: Resource<T>): Known<T> =>
  useSyncExternalStore(
    resource.listen,
    () => resource.known,
    () => NOTHING,
  );
