"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Rules } from "@/components/forms/rules";
import type { Form } from "@/components/forms/use-form";
import { TextField } from "@/components/ui/field";
import { HEIGHT_CM, WEIGHT_KG } from "@/features/cart/limits";
import { type ParticipantFieldValues, type ParticipantValues, toNumber } from "@/features/cart/participant-values";
import { now } from "@/lib/clock";

export function useParticipantLabels(): Record<string, string> {
  const t = useTranslations("participant");
  return {
    "participant.firstName": t("firstName"),
    "participant.lastName": t("lastName"),
    "participant.email": t("email"),
    "participant.phone": t("phone"),
    "participant.birthDate": t("birthDate"),
    "participant.weightKg": t("weightKg"),
    "participant.heightCm": t("heightCm"),
  };
}

/** The rules here only save a round trip for what is plainly missing; the API's word is the law. */
export function ParticipantFields({ form }: { form: Form<ParticipantFieldValues> }) {
  const t = useTranslations("participant");
  const fields = useTranslations("fields");
  const locale = useLocale();

  const required = { required: fields("required") };
  const within = ({ min, max }: { min: number; max: number }) => ({
    ...required,
    validate: (text: string) => {
      const number = toNumber(text);
      if (Number.isNaN(number)) return fields("number");
      return (number >= min && number <= max) || fields("range", { min, max });
    },
  });
  const field = (name: keyof ParticipantValues, rules: Rules = required) => ({
    ...form.text(`participant.${name}`, rules),
    id: `participant.${name}`,
    label: t(name),
    error: form.mistakes[`participant.${name}`],
    required: true,
  });

  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <TextField {...field("firstName")} autoComplete="given-name" maxLength={100} />
      <TextField {...field("lastName")} autoComplete="family-name" maxLength={100} />
      <TextField
        {...field("email", { ...required, pattern: { value: /^\S+@\S+\.\S+$/, message: fields("email") } })}
        type="email"
        inputMode="email"
        autoComplete="email"
        hint={t("emailHint")}
        maxLength={254}
      />
      <TextField
        {...field("phone", { ...required, pattern: { value: /\d(?:\D*\d){3}/, message: fields("phone") } })}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        hint={t("phoneHint")}
        maxLength={30}
      />
      <TextField
        {...field("birthDate", {
          ...required,
          validate: (date: string) => new Date(date) < now() || fields("pastDate"),
        })}
        type="date"
        autoComplete="bday"
        min="1900-01-01"
        lang={locale}
        className="sm:col-span-2 sm:max-w-56"
      />
      <TextField
        {...field("weightKg", within(WEIGHT_KG))}
        inputMode="decimal"
        autoComplete="off"
        maxLength={6}
        hint={t("weightHint", WEIGHT_KG)}
      />
      <TextField
        {...field("heightCm", within(HEIGHT_CM))}
        inputMode="decimal"
        autoComplete="off"
        maxLength={6}
        hint={t("heightHint", HEIGHT_CM)}
      />
      <p className="text-sm text-muted sm:col-span-2">{t("privacy")}</p>
    </div>
  );
}
