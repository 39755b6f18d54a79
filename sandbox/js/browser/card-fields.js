import { locale } from "./frame.js";

const number = document.querySelector("#number");
const expiry = document.querySelector("#expiry");
const cvc = document.querySelector("#cvc");
const brand = document.querySelector("#brand");

const BRANDS = [
  ["amex", /^3[47]/, 15, [4, 6, 5]],
  ["diners", /^3(?:0|6|8)/, 14, [4, 6, 4]],
  ["visa", /^4/, 16, [4, 4, 4, 4]],
  ["mastercard", /^(?:5[1-5]|2[2-7])/, 16, [4, 4, 4, 4]],
  ["discover", /^6(?:011|5|4)/, 16, [4, 4, 4, 4]],
  ["jcb", /^35/, 16, [4, 4, 4, 4]],
  ["unionpay", /^62/, 16, [4, 4, 4, 4]],
];
const ANY = ["", /./, 16, [4, 4, 4, 4]];

const digits = (input) => input.value.replaceAll(/\D/g, "");
const brandOf = (typed) => BRANDS.find(([, pattern]) => pattern.test(typed)) ?? ANY;

function grouped(typed, groups) {
  const parts = [];
  let from = 0;
  for (const length of groups) {
    const part = typed.slice(from, from + length);
    if (part) parts.push(part);
    from += length;
  }
  return parts.join(" ");
}

/** Rewrites a field and keeps the caret behind the digit it was behind. */
function rewrite(input, text) {
  if (input.value === text) return;
  const before = input.value.slice(0, input.selectionStart ?? input.value.length).replaceAll(/\D/g, "").length;
  const atEnd = input.selectionStart === input.value.length;
  input.value = text;
  if (document.activeElement !== input) return;
  let caret = text.length;
  if (!atEnd) {
    caret = 0;
    for (let seen = 0; caret < text.length && seen < before; caret += 1) if (/\d/.test(text[caret])) seen += 1;
  }
  input.setSelectionRange(caret, caret);
}

export function watchCard(onChange) {
  number.addEventListener("input", () => {
    const [name, , length, groups] = brandOf(digits(number));
    const typed = digits(number).slice(0, length);
    rewrite(number, grouped(typed, groups));
    brand.textContent = name;
    if (typed.length === length && document.activeElement === number && luhn(typed)) expiry.focus();
    onChange();
  });
  expiry.addEventListener("input", (event) => {
    let typed = digits(expiry).slice(0, 4);
    if (/^[2-9]/.test(typed)) typed = `0${typed}`.slice(0, 4);
    const deleting = event.inputType?.startsWith("delete");
    const separator = typed.length > 2 || (typed.length === 2 && !deleting) ? " / " : "";
    rewrite(expiry, typed.slice(0, 2) + separator + typed.slice(2));
    if (typed.length === 4 && document.activeElement === expiry) cvc.focus();
    onChange();
  });
  cvc.addEventListener("input", () => {
    rewrite(cvc, digits(cvc).slice(0, brandOf(digits(number))[0] === "amex" ? 4 : 3));
    onChange();
  });
}

export function fillCard(text) {
  number.value = text;
  number.dispatchEvent(new Event("input"));
  expiry.value = `12 / ${String((new Date().getFullYear() + 3) % 100).padStart(2, "0")}`;
  cvc.value = brandOf(digits(number))[0] === "amex" ? "1234" : "123";
  cvc.dispatchEvent(new Event("input"));
}

export function cardFields() {
  const typed = digits(expiry);
  return {
    number: digits(number),
    exp_month: Number(typed.slice(0, 2)),
    exp_year: 2000 + Number(typed.slice(2)),
    cvc: digits(cvc),
  };
}

export function cardState() {
  const empty = [number, expiry, cvc].every((input) => input.value === "");
  return { empty, complete: firstProblem() === null };
}

const TEXTS = {
  incomplete_number: {
    fr: "Le numéro de votre carte est incomplet.",
    en: "Your card number is incomplete.",
  },
  invalid_number: {
    fr: "Le numéro de votre carte n’est pas valide.",
    en: "Your card number is invalid.",
  },
  incomplete_expiry: {
    fr: "La date d’expiration est incomplète.",
    en: "Your card's expiration date is incomplete.",
  },
  invalid_expiry_month_past: {
    fr: "La date d’expiration est passée.",
    en: "Your card's expiration date is in the past.",
  },
  incomplete_cvc: {
    fr: "Le code de sécurité est incomplet.",
    en: "Your card's security code is incomplete.",
  },
};

/** The first field that cannot be right; the field is marked and gets the focus. */
export function cardProblem() {
  const problem = firstProblem();
  for (const input of [number, expiry, cvc]) input.setAttribute("aria-invalid", String(problem?.[1] === input));
  if (!problem) return null;
  problem[1].focus();
  return { code: problem[0], message: TEXTS[problem[0]][locale] };
}

function firstProblem() {
  const typed = digits(number);
  const [name, , length] = brandOf(typed);
  if (typed.length < length) return ["incomplete_number", number];
  if (!luhn(typed)) return ["invalid_number", number];
  const { exp_month: month, exp_year: year } = cardFields();
  if (digits(expiry).length < 4) return ["incomplete_expiry", expiry];
  const now = new Date();
  if (month < 1 || month > 12 || year * 12 + month < now.getFullYear() * 12 + now.getMonth() + 1)
    return ["invalid_expiry_month_past", expiry];
  return digits(cvc).length < (name === "amex" ? 4 : 3) ? ["incomplete_cvc", cvc] : null;
}

function luhn(typed) {
  const sum = [...typed].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
