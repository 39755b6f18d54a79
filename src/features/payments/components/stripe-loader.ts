import { loadStripe } from "@stripe/stripe-js/pure";
import type { Stripe, StripeConstructor } from "@stripe/stripe-js";

/** Stripe's script, or a local one that speaks like it, opened with this key. Rejects when it cannot be loaded; may be called again. */
export async function openStripe(
  publishableKey: string,
  locale: "fr" | "en",
  scriptUrl: string | undefined,
): Promise<Stripe> {
  if (scriptUrl !== undefined) return (await loadScript(scriptUrl))(publishableKey, { locale });
  const stripe = await loadStripe(publishableKey, { locale });
  if (stripe === null) throw new Error("Stripe.js needs a browser");
  return stripe;
}

let loading: Promise<StripeConstructor> | undefined;

function loadScript(url: string): Promise<StripeConstructor> {
  loading ??= new Promise<StripeConstructor>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.async = true;
    script.onload = () => (window.Stripe === undefined ? fail() : resolve(window.Stripe));
    script.onerror = () => fail();
    const fail = () => {
      script.remove();
      reject(new Error(`${url} did not load`));
    };
    document.head.append(script);
  }).catch((error: unknown) => {
    // The next call shall try again.
    loading = undefined;
    throw error;
  });
  return loading;
}
