"use client";

import { useTranslations } from "next-intl";
import type { UseFormReturn } from "react-hook-form";
import { TextField } from "@/components/ui/field";
import type { CustomerValues } from "../customer-values";
import type { CheckoutValues } from "./customer-form";

/** Autofill knows these by their section: the payer is not the participant. */
export function CustomerFields({ form }: { form: UseFormReturn<CheckoutValues> }) {
  const t = useTranslations("checkout");
  const fields = useTranslations("fields");
  const errors = form.formState.errors.customer;
  const required = { required: fields("required") };
  const addressMistake =
    errors?.address !== undefined ||
    errors?.postalCode !== undefined ||
    errors?.city !== undefined ||
    errors?.country !== undefined;

  const field = (name: keyof CustomerValues, autoComplete: string, maxLength: number, rules: object = {}) => ({
    ...form.register(`customer.${name}`, rules),
    id: `customer.${name}`,
    label: t(name),
    error: errors?.[name]?.message,
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
