/** The script's own origin: where the frames live and the only one whose messages are believed. */
const ORIGIN = new URL(document.currentScript.src).origin;

export class IntegrationError extends Error {
  constructor(message) {
    super(message);
    this.name = "IntegrationError";
  }
}

/** A page of the sandbox inside this one, spoken to by messages that both sides check the origin of. */
export class Frame {
  constructor(path, parameters, onEvent) {
    const address = new URL(path, ORIGIN);
    for (const [name, value] of Object.entries({ ...parameters, parent: location.origin }))
      address.searchParams.set(name, value);
    this.element = document.createElement("iframe");
    this.element.src = address.href;
    this.onEvent = onEvent;
    this.answers = new Map();
    this.nextCall = 1;
    this.loaded = new Promise((resolve) => {
      this.resolveLoaded = resolve;
    });
    this.listen = (message) => this.receive(message);
    window.addEventListener("message", this.listen);
  }

  receive(message) {
    if (message.origin !== ORIGIN || message.source !== this.element.contentWindow) return;
    const { stripeSandbox, call, result, event, detail } = message.data ?? {};
    if (stripeSandbox !== 1) return;
    if (event === "loaded") this.resolveLoaded();
    else if (event) this.onEvent?.(event, detail);
    else if (this.answers.has(call)) {
      this.answers.get(call)(result);
      this.answers.delete(call);
    }
  }

  async call(name, argument) {
    await this.loaded;
    const call = this.nextCall;
    this.nextCall += 1;
    return new Promise((resolve) => {
      this.answers.set(call, resolve);
      this.element.contentWindow?.postMessage({ stripeSandbox: 1, call, name, argument }, ORIGIN);
    });
  }

  remove() {
    window.removeEventListener("message", this.listen);
    this.element.remove();
  }
}

export function styled(element, styles) {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
  return element;
}

/** Covers the page with the bank's question, until it is answered. */
export function showChallenge(address, locale) {
  return new Promise((resolve) => {
    const url = new URL(address);
    const overlay = styled(document.createElement("div"), {
      position: "fixed",
      inset: "0",
      "z-index": "2147483647",
      background: "rgb(10 16 32 / 0.6)",
      display: "grid",
      "place-items": "center",
      padding: "16px",
    });
    overlay.setAttribute("role", "dialog");
    overlay.setAttribute("aria-modal", "true");
    overlay.setAttribute("aria-label", locale === "fr" ? "Vérification par la banque" : "Verification by the bank");
    const parameters = { ...Object.fromEntries(url.searchParams), locale };
    const frame = new Frame(url.pathname, parameters, (event) => {
      if (event !== "challenge_done") return;
      frame.remove();
      overlay.remove();
      resolve();
    });
    frame.element.title = overlay.getAttribute("aria-label");
    styled(frame.element, {
      width: "min(420px, 100%)",
      height: "min(520px, 100%)",
      border: "0",
      "border-radius": "16px",
      background: "white",
    });
    overlay.append(frame.element);
    document.body.append(overlay);
    frame.element.focus();
  });
}
