import type { CreateOrder } from "./schemas";

type Customer = CreateOrder["customer"];

export type CustomerValues = Record<keyof Customer, string>;

export const noCustomer: CustomerValues = {
  firstName: "",
  lastName: "",
  email: "",
  phone: "",
  address: "",
  postalCode: "",
  city: "",
  country: "",
};

/** As the contract wants it: what was left blank is left out. */
export function toCustomer({ firstName, lastName, email, phone, ...address }: CustomerValues): Customer {
  const given = Object.fromEntries(Object.entries(address).filter(([, text]) => text.trim() !== ""));
  return { firstName, lastName, email: email.trim(), phone, ...given };
}

const DRAFT = "envol.customer";

/** Kept by this tab alone until the order is paid, so that a reload or a step back costs no typing. */
export function keepDraft(values: CustomerValues): void {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing still sells: the details are typed again after a reload.
  }
}

export function readDraft(): CustomerValues | undefined {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
    return typeof draft === "object" && draft !== null ? { ...noCustomer, ...draft } : undefined;
  } catch {
    return undefined;
  }
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(DRAFT);
  } catch {
    // Nothing was kept, then.
  }
}
