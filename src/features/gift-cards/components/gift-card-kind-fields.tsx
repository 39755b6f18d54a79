"use client";

import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { Choice, Choices } from "@/components/ui/choice";
import { TextField } from "@/components/ui/field";
import { AMOUNT_CARD_CENTS } from "@/features/cart/limits";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";
import { useFormats } from "@/i18n/use-formats";
import { amountCentsOf, type GiftCardValues, keyOf, OWN, PRESETS } from "../gift-card-values";

export function AmountFields() {
  const t = useTranslations();
  const formats = useFormats();
  const form = useFormContext<GiftCardValues>();
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
          <Choice key={euros} {...form.register("preset")} value={euros} label={formats.price(Number(euros) * 100)} />
        ))}
        <Choice
          {...form.register("preset")}
          value={OWN}
          label={t("giftCards.otherAmount")}
          className="max-sm:col-span-2"
        />
      </Choices>
      {form.watch("preset") === OWN && (
        <TextField
          {...form.register("ownEuros", { shouldUnregister: true, validate: amountWithinLimits })}
          id="ownEuros"
          label={`${t("giftCards.otherAmount")} (€)`}
          hint={t("giftCards.amountHint", limits)}
          error={form.formState.errors.ownEuros?.message}
          inputMode="decimal"
          autoComplete="off"
          required
          className="max-w-56"
        />
      )}
    </div>
  );
}

export function ActivityFields({ offers }: { offers: GiftCardOffer[] }) {
  const t = useTranslations();
  const formats = useFormats();
  const form = useFormContext<GiftCardValues>();
  const chosen = offers.find((offer) => keyOf(offer) === form.watch("activity"));

  return (
    <div className="space-y-4">
      <Choices legend={t("giftCards.activity")} error={form.formState.errors.activity?.message}>
        {offers.map((offer) => (
          <Choice
            key={keyOf(offer)}
            {...form.register("activity", { shouldUnregister: true, required: t("fields.choose") })}
            value={keyOf(offer)}
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
          {...form.register("video")}
          type="checkbox"
          label={t("giftCards.videoLabel", { price: formats.price(chosen.videoPriceCents) })}
        />
      )}
    </div>
  );
}
