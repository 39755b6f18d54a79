/** The frame's side of the conversation with the page that embeds it. */
const parameters = new URLSearchParams(location.search);
const parentOrigin = parameters.get("parent");

export const publishableKey = parameters.get("key") ?? "";
export const locale = parameters.get("locale") === "fr" ? "fr" : "en";

export function tell(event, detail) {
  window.parent.postMessage({ stripeSandbox: 1, event, detail }, parentOrigin);
}

/** Answers calls by name. Only the embedding page of the announced origin is listened to. */
export function serve(handlers) {
  window.addEventListener("message", (message) => {
    if (message.source !== window.parent || message.origin !== parentOrigin) return;
    const { stripeSandbox, call, name, argument } = message.data ?? {};
    if (stripeSandbox !== 1 || !Object.hasOwn(handlers, name)) return;
    void Promise.resolve(handlers[name](argument))
      .catch((error) => ({
        error: { type: "api_connection_error", message: String(error?.message ?? error) },
      }))
      .then((result) => message.source.postMessage({ stripeSandbox: 1, call, result }, parentOrigin));
  });
  tell("loaded");
}
