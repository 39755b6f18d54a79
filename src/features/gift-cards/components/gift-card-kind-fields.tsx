"use client";

import { useTranslations } from "next-intl";
import type { Form } from "@/components/forms/use-form";
import { Choice, Choices } from "@/components/ui/choice";
import { TextField } from "@/components/ui/field";
import { AMOUNT_CARD_CENTS } from "@/features/cart/limits";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";
import { useFormats } from "@/i18n/use-formats";
import { amountCentsOf, type GiftCardValues, keyOf, OWN, PRESETS } from "../gift-card-values";

export function AmountFields({ form }: { form: Form<GiftCardValues> }) {
  const t = useTranslations();
  const formats = useFormats();
  const limits = { min: formats.price(AMOUNT_CARD_CENTS.min), max: formats.price(AMOUNT_CARD_CENTS.max) };

  const amountWithinLimits = (ownEuros: string) => {
    const amountCents = amountCentsOf({ preset: OWN, ownEuros });
    if (Number.isNaN(amountCents)) return t("fields.number");
    return (amountCents >= AMOUNT_CARD_CENTS.min && amountCents <= AMOUNT_CARD_CENTS.max) || t("fields.range", limits);
  };

  return (
    <div className="space-y-4">
      <Choices legend={t("giftCards.amount")} columns="grid-cols-2 sm:grid-cols-3">
        {PRESETS.map((euros) => (
          <Choice key={euros} {...form.choice("preset", euros)} label={formats.price(Number(euros) * 100)} />
        ))}
        <Choice {...form.choice("preset", OWN)} label={t("giftCards.otherAmount")} className="max-sm:col-span-2" />
      </Choices>
      {form.values.preset === OWN && (
        <TextField
          {...form.text("ownEuros", { validate: amountWithinLimits })}
          id="ownEuros"
          label={`${t("giftCards.otherAmount")} (€)`}
          hint={t("giftCards.amountHint", limits)}
          error={form.mistakes["ownEuros"]}
          inputMode="decimal"
          autoComplete="off"
          required
          className="max-w-56"
        />
      )}
    </div>
  );
}

export function ActivityFields({ form, offers }: { form: Form<GiftCardValues>; offers: GiftCardOffer[] }) {
  const t = useTranslations();
  const formats = useFormats();
  const chosen = offers.find((offer) => keyOf(offer) === form.values.activity);

  return (
    <div className="space-y-4">
      <Choices legend={t("giftCards.activity")} error={form.mistakes["activity"]}>
        {offers.map((offer) => (
          <Choice
            key={keyOf(offer)}
            {...form.choice("activity", keyOf(offer), { required: t("fields.choose") })}
            label={
              offer.activity === "STAGE"
                ? t(`words.stageTitle.${offer.stageType}`)
                : t(`words.baptemeTitle.${offer.category}`)
            }
            end={formats.price(offer.priceCents)}
          />
        ))}
      </Choices>
      {chosen?.activity === "BAPTEME" && (
        <Choice
          {...form.tick("video")}
          type="checkbox"
          label={t("giftCards.videoLabel", { price: formats.price(chosen.videoPriceCents) })}
        />
      )}
    </div>
  );
}
