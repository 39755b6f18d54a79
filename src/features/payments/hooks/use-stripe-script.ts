"use client";

import type { Stripe } from "@stripe/stripe-js";
import { useCallback, useEffect, useState } from "react";
import { openStripe } from "../components/stripe-loader";

type Loaded = { state: "loading" } | { state: "failed" } | { state: "ready"; stripe: Stripe };

/** Stripe's script for this key, and a way to try again when it did not come. */
export function useStripeScript(publishableKey: string, locale: "fr" | "en", scriptUrl: string | undefined) {
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });

  const load = useCallback(async () => {
    setLoaded({ state: "loading" });
    try {
      setLoaded({ state: "ready", stripe: await openStripe(publishableKey, locale, scriptUrl) });
    } catch {
      setLoaded({ state: "failed" });
    }
  }, [publishableKey, locale, scriptUrl]);

  useEffect(() => void load(), [load]);
  return { loaded, load };
}
