"use client";

import { useTranslations } from "next-intl";
import type { Form } from "@/components/forms/use-form";
import { Choice, Choices } from "@/components/ui/choice";
import { TextArea, TextField } from "@/components/ui/field";
import type { GiftCardValues } from "../gift-card-values";

type Props = { form: Form<GiftCardValues>; today: string; lastDay: string };

/** For whom the card is, what it says, and when it leaves. */
export function RecipientFields({ form, today, lastDay }: Props) {
  const t = useTranslations("giftCards");
  const fields = useTranslations("fields");

  return (
    <div className="space-y-5 border-t border-line pt-6">
      <h2 className="text-2xl">{t("recipientTitle")}</h2>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          {...form.text("name", { required: fields("required") })}
          id="name"
          label={t("name")}
          error={form.mistakes["name"]}
          autoComplete="off"
          maxLength={100}
          required
        />
        <TextField
          {...form.text("email", { pattern: { value: /^\S+@\S+\.\S+$/, message: fields("email") } })}
          id="email"
          type="email"
          inputMode="email"
          label={t("email")}
          optionalWord={fields("optional")}
          hint={t("emailHint")}
          error={form.mistakes["email"]}
          autoComplete="off"
          maxLength={254}
        />
      </div>
      <TextArea
        {...form.text("message")}
        id="message"
        label={t("message")}
        optionalWord={fields("optional")}
        hint={t("messageHint")}
        error={form.mistakes["message"]}
        maxLength={1_000}
      />
      <Choices legend={t("delivery")}>
        <Choice {...form.choice("delivery", "NOW")} label={t("deliverNow")} />
        <Choice {...form.choice("delivery", "LATER")} label={t("deliverLater")} />
      </Choices>
      {form.values.delivery === "LATER" && (
        <TextField
          {...form.text("deliverOn", {
            required: fields("required"),
            validate: (day: string) => (day >= today && day <= lastDay) || fields("dateRange"),
          })}
          id="deliverOn"
          type="date"
          label={t("deliverDate")}
          hint={t("deliverDateHint")}
          error={form.mistakes["deliverOn"]}
          min={today}
          max={lastDay}
          required
          className="max-w-56"
        />
      )}
    </div>
  );
}
