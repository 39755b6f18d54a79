"use client";

import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { Choice, Choices } from "@/components/ui/choice";
import { TextArea, TextField } from "@/components/ui/field";
import type { GiftCardValues } from "../gift-card-values";

/** For whom the card is, what it says, and when it leaves. */
export function RecipientFields({ today, lastDay }: { today: string; lastDay: string }) {
  const t = useTranslations("giftCards");
  const fields = useTranslations("fields");
  const form = useFormContext<GiftCardValues>();
  const { errors } = form.formState;

  return (
    <div className="space-y-5 border-t border-line pt-6">
      <h2 className="text-2xl">{t("recipientTitle")}</h2>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          {...form.register("name", { required: fields("required") })}
          id="name"
          label={t("name")}
          error={errors.name?.message}
          autoComplete="off"
          maxLength={100}
          required
        />
        <TextField
          {...form.register("email", { pattern: { value: /^\S+@\S+\.\S+$/, message: fields("email") } })}
          id="email"
          type="email"
          inputMode="email"
          label={t("email")}
          optionalWord={fields("optional")}
          hint={t("emailHint")}
          error={errors.email?.message}
          autoComplete="off"
          maxLength={254}
        />
      </div>
      <TextArea
        {...form.register("message")}
        id="message"
        label={t("message")}
        optionalWord={fields("optional")}
        hint={t("messageHint")}
        error={errors.message?.message}
        maxLength={1_000}
      />
      <Choices legend={t("delivery")}>
        <Choice {...form.register("delivery")} value="NOW" label={t("deliverNow")} />
        <Choice {...form.register("delivery")} value="LATER" label={t("deliverLater")} />
      </Choices>
      {form.watch("delivery") === "LATER" && (
        <TextField
          {...form.register("deliverOn", {
            shouldUnregister: true,
            required: fields("required"),
            validate: (day: string) => (day >= today && day <= lastDay) || fields("dateRange"),
          })}
          id="deliverOn"
          type="date"
          label={t("deliverDate")}
          hint={t("deliverDateHint")}
          error={errors.deliverOn?.message}
          min={today}
          max={lastDay}
          required
          className="max-w-56"
        />
      )}
    </div>
  );
}
