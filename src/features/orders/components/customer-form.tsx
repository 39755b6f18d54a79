"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { ErrorSummary } from "@/components/forms/error-summary";
import { prefixed, withoutPrefix } from "@/components/forms/prefixed";
import { showFieldErrors } from "@/components/forms/show-field-errors";
import { SubmitButton } from "@/components/forms/submit-button";
import { useForm } from "@/components/forms/use-form";
import { Button } from "@/components/ui/button";
import type { Cart } from "@/features/cart/schemas";
import { ApiProblem } from "@/lib/call-api";
import { type CustomerValues, keepDraft, noCustomer, readDraft, toCustomer } from "../customer-values";
import type { CreateOrder } from "../schemas";
import { CustomerFields } from "./customer-fields";
import { TermsField } from "./terms-field";

type Props = { cart: Cart; onOrder: (customer: CreateOrder["customer"]) => Promise<unknown> };

/** Who pays, and their yes to the terms. What was typed comes back after a reload of this tab; the yes is given anew. */
export function CustomerForm({ cart, onOrder }: Props) {
  const t = useTranslations("checkout");
  const labels = useLabels();
  const form = useForm({ ...prefixed("customer", noCustomer), acceptTerms: false });
  const { fill } = form;

  useEffect(() => {
    const draft = readDraft();
    if (draft) fill(prefixed("customer", draft));
  }, [fill]);

  const send = form.submit(async (values) => {
    const customer = withoutPrefix("customer", values, noCustomer);
    keepDraft(customer);
    try {
      await onOrder(toCustomer(customer));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      showFieldErrors(form, error.details.errors ?? [], labels);
    }
  });

  return (
    <form {...form.props} onSubmit={(event) => void send(event)} className="card space-y-6 p-5 sm:p-7">
      <p className="text-muted">{t("detailsLead")}</p>
      <ErrorSummary form={form} labels={labels} />
      <FillFromParticipants cart={cart} onFill={(participant) => fill(prefixed("customer", participant))} />
      <CustomerFields form={form} />
      <TermsField form={form} cart={cart} />
      <SubmitButton className="w-full sm:w-auto" pendingWords={form.submitting ? t("preparing") : undefined}>
        {cart.totals.dueNowCents === 0 ? t("orderFree") : t("toPayment")}
      </SubmitButton>
    </form>
  );
}

function useLabels(): Record<string, string> {
  const t = useTranslations("checkout");
  const fields = (["firstName", "lastName", "email", "phone", "address", "postalCode", "city", "country"] as const).map(
    (name) => [`customer.${name}`, t(name)],
  );
  return { ...Object.fromEntries(fields), acceptTerms: t("termsTitle") };
}

type Known = Pick<CustomerValues, "firstName" | "lastName" | "email" | "phone">;

/** Whoever flies often pays too: one press instead of four fields. */
function FillFromParticipants({ cart, onFill }: { cart: Cart; onFill: (known: Known) => void }) {
  const t = useTranslations("checkout");
  const people = new Map<string, Known>();
  for (const { participant } of cart.items) {
    if (!participant) continue;
    const { firstName, lastName, email, phone } = participant;
    people.set(`${firstName} ${lastName} ${email}`, { firstName, lastName, email, phone });
  }
  if (people.size === 0) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {[...people].map(([key, known]) => (
        <Button key={key} look="secondary" size="small" onClick={() => onFill(known)}>
          {t("fillFrom", { name: known.firstName })}
        </Button>
      ))}
    </div>
  );
}
