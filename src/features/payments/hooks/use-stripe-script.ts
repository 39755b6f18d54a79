"use client";

import type { Stripe } from "@stripe/stripe-js";
import { useEffect, useState } from "react";
import { openStripe } from "../components/stripe-loader";

type Loaded = { state: "loading" } | { state: "failed" } | { state: "ready"; stripe: Stripe };

const LOADING: Loaded = { state: "loading" };

/** Stripe's script for this key, and a way to try again when it did not come. */
export function useStripeScript(publishableKey: string, locale: "fr" | "en", scriptUrl: string | undefined) {
  const [attempt, setAttempt] = useState(1);
  const [loaded, setLoaded] = useState<Loaded>(LOADING);

  useEffect(() => {
    let left = false;
    openStripe(publishableKey, locale, scriptUrl).then(
      (stripe) => !left && setLoaded({ state: "ready", stripe }),
      () => !left && setLoaded({ state: "failed" }),
    );
    return () => {
      left = true;
    };
  }, [publishableKey, locale, scriptUrl, attempt]);

  function tryAgain() {
    setLoaded(LOADING);
    setAttempt(attempt + 1);
  }

  return { loaded, tryAgain };
}
