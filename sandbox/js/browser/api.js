import { locale, publishableKey } from "./frame.js";
import { translated } from "./texts.js";

/** Asks the sandbox's own API, as Stripe.js does from its frames: with the publishable key and the client secret. */
export async function retrieve(clientSecret) {
  const query = new URLSearchParams({ client_secret: clientSecret, key: publishableKey });
  return answer(await ask(`/v1/payment_intents/${idOf(clientSecret)}?${query}`));
}

export async function confirm(clientSecret, fields) {
  const body = new URLSearchParams({
    client_secret: clientSecret,
    key: publishableKey,
    use_stripe_sdk: "true",
  });
  append(body, fields);
  return answer(await ask(`/v1/payment_intents/${idOf(clientSecret)}/confirm`, body));
}

export async function createPaymentMethod(fields) {
  const body = new URLSearchParams({ key: publishableKey });
  append(body, fields);
  const { error, ...method } = await ask("/v1/payment_methods", body);
  return error ? { error: readable(error) } : { paymentMethod: method };
}

async function ask(path, body) {
  try {
    const response = await fetch(path, body ? { method: "POST", body } : {});
    return await response.json();
  } catch {
    return {
      error: {
        type: "api_connection_error",
        message:
          locale === "fr" ? "La connexion a été perdue. Réessayez." : "The connection was lost. Please try again.",
      },
    };
  }
}

function answer(result) {
  return result.error ? { error: readable(result.error) } : { paymentIntent: result };
}

function readable(error) {
  return { ...error, message: translated(error, locale) };
}

function idOf(clientSecret) {
  return encodeURIComponent(String(clientSecret).split("_secret_")[0]);
}

/** `{ a: { b: 1 } }` as `a[b]=1`. */
function append(body, value, name) {
  if (value === undefined || value === null) return;
  if (typeof value !== "object") {
    body.append(name, String(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) append(body, inner, name ? `${name}[${key}]` : key);
}
