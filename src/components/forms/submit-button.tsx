"use client";

import { type ComponentProps, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";

/**
 * Disabled until the page's code is there: a form sent by the browser alone would put what was typed into the address.
 * (A disabled submit button stops the Enter key too.)
 */
export function SubmitButton(props: Omit<ComponentProps<typeof Button>, "type">) {
  const ready = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
  return <Button {...props} type="submit" disabled={!ready} />;
}

const subscribeToNothing = () => () => {};
