"use client";

import { useTranslations } from "next-intl";
import type { Prefixed } from "@/components/forms/prefixed";
import type { Rules } from "@/components/forms/rules";
import type { Form } from "@/components/forms/use-form";
import { TextField } from "@/components/ui/field";
import type { CustomerValues } from "../customer-values";

/** Autofill knows these by their section: the payer is not the participant. */
export function CustomerFields({ form }: { form: Form<Prefixed<"customer", CustomerValues>> }) {
  const t = useTranslations("checkout");
  const fields = useTranslations("fields");
  const mistake = (name: keyof CustomerValues) => form.mistakes[`customer.${name}`];
  const required = { required: fields("required") };
  const addressMistake = (["address", "postalCode", "city", "country"] as const).some(mistake);

  const field = (name: keyof CustomerValues, autoComplete: string, maxLength: number, rules: Rules = {}) => ({
    ...form.text(`customer.${name}`, rules),
    id: `customer.${name}`,
    label: t(name),
    error: mistake(name),
    autoComplete: `billing ${autoComplete}`,
    maxLength,
    required: "required" in rules,
  });

  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField {...field("firstName", "given-name", 100, required)} />
        <TextField {...field("lastName", "family-name", 100, required)} />
        <TextField
          {...field("email", "email", 254, {
            ...required,
            pattern: { value: /^\S+@\S+\.\S+$/, message: fields("email") },
          })}
          type="email"
          inputMode="email"
          hint={t("emailHint")}
        />
        <TextField
          {...field("phone", "tel", 30, {
            ...required,
            pattern: { value: /\d(?:\D*\d){3}/, message: fields("phone") },
          })}
          type="tel"
          inputMode="tel"
        />
      </div>
      <details open={addressMistake || undefined}>
        <summary className="min-h-11 cursor-pointer content-center font-medium">
          {t("addressTitle")} <span className="font-normal text-muted">({t("addressOptional")})</span>
        </summary>
        <div className="grid gap-5 pt-3 sm:grid-cols-2">
          <TextField {...field("address", "street-address", 200)} className="sm:col-span-2" />
          <TextField {...field("postalCode", "postal-code", 20)} />
          <TextField {...field("city", "address-level2", 100)} />
          <TextField {...field("country", "country-name", 60)} />
        </div>
      </details>
    </>
  );
}
