import { confirm, createPaymentMethod, retrieve } from "./api.js";
import { applyAppearance } from "./appearance.js";
import { cardFields, cardProblem, cardState, fillCard, watchCard } from "./card-fields.js";
import { serve, tell } from "./frame.js";

const form = document.querySelector("form");
const choices = [...form.querySelectorAll("input[name=method]")];
const alert = document.querySelector("#problem");
let clientSecret;
let touched = false;

const chosen = () => choices.find((choice) => choice.checked && !choice.disabled)?.value ?? "card";

function showChosen() {
  for (const panel of form.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== chosen();
  show(null);
  changed();
}

function changed() {
  const { empty, complete } = chosen() === "card" ? cardState() : { empty: false, complete: true };
  tell("change", { empty, complete, collapsed: false, value: { type: chosen() } });
}

function show(problem) {
  alert.textContent = problem?.message ?? "";
  alert.hidden = !problem;
}

/** Which of the choices this payment allows; the browser may know only the ones the shop switched on. */
async function init(settings) {
  applyAppearance(settings.appearance);
  clientSecret = settings.clientSecret;
  const found = clientSecret ? await retrieve(clientSecret) : null;
  if (found?.error) {
    tell("loaderror", { error: found.error });
    show(found.error);
    return {};
  }
  allow(found?.paymentIntent.payment_method_types ?? settings.paymentMethodTypes ?? ["card"]);
  document.body.dataset.state = "ready";
  tell("ready", {});
  showChosen();
  return {};
}

function allow(types) {
  for (const choice of choices) {
    choice.disabled = !types.includes(choice.value);
    choice.closest("label").hidden = choice.disabled;
  }
  const allowed = choices.filter((choice) => !choice.disabled);
  form.querySelector(".methods").hidden = allowed.length < 2;
  if (!allowed.some((choice) => choice.checked)) (allowed[0] ?? choices[0]).checked = true;
}

/** The same shape whichever way it goes to the API. */
function methodFields() {
  const type = chosen();
  if (type === "sepa_debit") return { type, sepa_debit: { iban: form.elements.iban.value } };
  return type === "card" ? { type, card: cardFields() } : { type };
}

function problem() {
  const found = chosen() === "card" ? cardProblem() : null;
  show(found);
  return found && { type: "validation_error", ...found };
}

async function pay({ clientSecret: secret, confirmParams }) {
  const wrong = problem();
  if (wrong) return { error: wrong };
  const { return_url, payment_method_data: data, shipping, receipt_email } = confirmParams;
  const result = await confirm(secret, {
    payment_method_data: { billing_details: data?.billing_details, ...methodFields() },
    return_url: return_url ?? document.referrer ?? location.href,
    shipping,
    receipt_email,
  });
  show(result.error ?? null);
  return result;
}

serve({
  init,
  update: (settings) => {
    applyAppearance(settings.appearance);
    clientSecret = settings.clientSecret ?? clientSecret;
    return {};
  },
  submit: () => {
    const error = problem();
    return error ? { error } : { selectedPaymentMethod: chosen() };
  },
  confirm: pay,
  createPaymentMethod: async () => {
    const error = problem();
    return error ? { error } : createPaymentMethod(methodFields());
  },
  focus: () => {
    form.querySelector("[data-panel]:not([hidden]) input, [data-panel]:not([hidden]) select")?.focus();
    return {};
  },
  clear: () => {
    form.reset();
    showChosen();
    return {};
  },
});

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", (event) => {
  if (event.target.name === "method") showChosen();
});
watchCard(() => {
  if (touched) problem();
  changed();
});
form.addEventListener("focusin", () => tell("focus", {}));
form.addEventListener("focusout", () => {
  touched = touched || cardState().complete;
  tell("blur", {});
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tell("escape", {});
});
for (const button of document.querySelectorAll("[data-card]"))
  button.addEventListener("click", () => {
    const card = choices.find((choice) => choice.value === "card");
    if (card && !card.disabled) card.checked = true;
    showChosen();
    fillCard(button.dataset.card);
    changed();
  });

new ResizeObserver(() => tell("resize", { height: document.documentElement.getBoundingClientRect().height })).observe(
  document.documentElement,
);
