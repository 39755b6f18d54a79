import { Frame, IntegrationError, styled } from "./stripe-frames.js";

class Listeners {
  constructor() {
    this.byEvent = new Map();
  }
  on(event, handler) {
    this.byEvent.set(event, [...(this.byEvent.get(event) ?? []), handler]);
  }
  off(event, handler) {
    const kept = (this.byEvent.get(event) ?? []).filter((one) => handler !== undefined && one !== handler);
    this.byEvent.set(event, kept);
  }
  tell(event, detail) {
    for (const handler of this.byEvent.get(event) ?? []) handler(detail);
  }
}

export class PaymentElement {
  constructor(elements, options) {
    this.elements = elements;
    this.options = options ?? {};
    this.listeners = new Listeners();
    this.frame = null;
  }

  on(event, handler) {
    this.listeners.on(event, handler);
    return this;
  }
  once(event, handler) {
    const one = (detail) => {
      this.off(event, one);
      handler(detail);
    };
    return this.on(event, one);
  }
  off(event, handler) {
    this.listeners.off(event, handler);
    return this;
  }

  mount(where) {
    const place = typeof where === "string" ? document.querySelector(where) : where;
    if (!place)
      throw new IntegrationError(
        `The selector you specified (${where}) applies to no DOM elements that are currently on the page.`,
      );
    if (this.frame) this.unmount();
    const { locale } = this.elements;
    this.frame = new Frame("/js/payment-element", { locale, key: this.elements.stripe.key }, (event, detail) =>
      this.receive(event, detail),
    );
    this.frame.element.title = locale === "fr" ? "Saisie sécurisée du paiement" : "Secure payment input frame";
    this.frame.element.allow = "payment";
    styled(this.frame.element, {
      width: "100%",
      border: "0",
      display: "block",
      height: "260px",
      // The same as the frame's own: where they differ, a browser paints the frame an opaque ground.
      "color-scheme": this.elements.options.appearance?.theme === "night" ? "dark" : "light",
    });
    place.replaceChildren(this.frame.element);
    queueMicrotask(() => this.listeners.tell("loaderstart", { elementType: "payment" }));
    void this.frame.call("init", this.elements.settings(this.options));
  }

  receive(event, detail) {
    if (event === "resize") this.frame?.element.style.setProperty("height", `${Math.ceil(detail.height)}px`);
    else this.listeners.tell(event, { elementType: "payment", ...detail });
  }

  ask(name, argument) {
    if (!this.frame)
      throw new IntegrationError(
        "Invalid value for elements: it has no mounted Payment Element. Mount it before you confirm.",
      );
    return this.frame.call(name, argument);
  }

  update(options) {
    this.options = { ...this.options, ...options };
    if (this.frame) void this.frame.call("update", this.elements.settings(this.options));
  }
  unmount() {
    this.frame?.remove();
    this.frame = null;
  }
  destroy() {
    this.unmount();
    this.elements.forget(this);
  }
  focus() {
    this.frame?.element.focus();
    if (this.frame) void this.frame.call("focus");
  }
  blur() {
    this.frame?.element.blur();
  }
  clear() {
    if (this.frame) void this.frame.call("clear");
  }
  collapse() {}
}

export class Elements {
  constructor(stripe, options) {
    this.stripe = stripe;
    this.options = options ?? {};
    this.element = null;
  }
  get locale() {
    const wanted = this.options.locale ?? this.stripe.options.locale ?? "auto";
    return (wanted === "auto" ? navigator.language : wanted).startsWith("fr") ? "fr" : "en";
  }
  settings(elementOptions) {
    const { clientSecret, appearance, amount, currency, paymentMethodTypes } = this.options;
    // Options may hold functions, which no message can carry.
    return JSON.parse(
      JSON.stringify({
        clientSecret,
        appearance,
        amount,
        currency,
        paymentMethodTypes,
        element: elementOptions,
      }),
    );
  }
  create(type, options) {
    if (type !== "payment") throw new IntegrationError(`The sandbox has the Payment Element only, not "${type}".`);
    if (this.element) throw new IntegrationError("Can only create one Element of type payment.");
    this.element = new PaymentElement(this, options);
    return this.element;
  }
  getElement(asked) {
    const type = typeof asked === "string" ? asked : asked?.__elementType;
    return type === "payment" ? this.element : null;
  }
  update(options) {
    this.options = { ...this.options, ...options };
    this.element?.update({});
  }
  forget(element) {
    if (this.element === element) this.element = null;
  }
  async fetchUpdates() {
    return {};
  }
  async submit() {
    if (!this.element) throw new IntegrationError("elements.submit() needs a Payment Element.");
    return this.element.ask("submit");
  }
}
