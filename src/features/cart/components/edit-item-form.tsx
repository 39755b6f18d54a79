"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorSummary } from "@/components/forms/error-summary";
import { showFieldErrors } from "@/components/forms/show-field-errors";
import { SubmitButton } from "@/components/forms/submit-button";
import { type Form, useForm } from "@/components/forms/use-form";
import { ProblemNotice } from "@/components/problem-notice";
import { ButtonLink } from "@/components/ui/button";
import { Choice, Choices } from "@/components/ui/choice";
import { BAPTEME_CATEGORIES } from "@/db/schema/catalogue-words";
import { useCartActions } from "@/features/cart/hooks/use-cart";
import { useSlot } from "@/features/cart/hooks/use-slot";
import { type ParticipantFieldValues, participantValues, toParticipant } from "@/features/cart/participant-values";
import type { CartItem, ChangeItem } from "@/features/cart/schemas";
import { useGoTo } from "@/i18n/navigation";
import { useFormats } from "@/i18n/use-formats";
import { ApiProblem } from "@/lib/call-api";
import { ParticipantFields, useParticipantLabels } from "./participant-fields";

type FlightValues = { category: string; video: boolean };
type Values = ParticipantFieldValues & FlightValues;
type Props = { item: CartItem; participant: NonNullable<CartItem["participant"]> };

/** Changes the participant and, of a baptême, which flight and whether with video. Goes back to the cart. */
export function EditItemForm({ item, participant }: Props) {
  const t = useTranslations();
  const locale = useLocale();
  const goTo = useGoTo();
  const { changeItem, reload } = useCartActions();
  const labels = { ...useParticipantLabels(), category: t("bapteme.category") };
  const [problem, setProblem] = useState<ApiProblem>();
  const [saved, setSaved] = useState(false);
  const form = useForm<Values>({
    ...participantValues(participant, locale),
    category: item.bapteme?.category ?? "",
    video: item.bapteme?.video ?? false,
  });

  const send = form.submit(async (values) => {
    setProblem(undefined);
    try {
      await changeItem(item.id, toChange(item, values));
      setSaved(true);
      goTo("/cart");
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      const errors = error.details.errors ?? [];
      if (error.code === "invalid" && errors.length > 0) showFieldErrors(form, errors, labels);
      else setProblem(error);
      if (error.code === "not_found" || error.code === "offline") await reload();
    }
  });

  return (
    <form {...form.props} onSubmit={(event) => void send(event)} className="card max-w-3xl space-y-6 p-5 sm:p-7">
      <ErrorSummary form={form} labels={labels} />
      {item.bapteme && <FlightFields bapteme={item.bapteme} form={form} />}
      <h2 className="text-2xl">{t("cart.participantTitle")}</h2>
      <ParticipantFields form={form} />
      {problem && (
        <ProblemNotice
          problem={problem}
          ways={{ not_found: { href: "/cart", words: t("cart.backToCart") } }}
          onRetry={() => void send()}
        />
      )}
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingWords={form.submitting || saved ? t("cart.saving") : undefined}>
          {t("cart.save")}
        </SubmitButton>
        <ButtonLink href="/cart" look="secondary">
          {t("cart.cancel")}
        </ButtonLink>
      </div>
    </form>
  );
}

function toChange(item: CartItem, values: Values): ChangeItem {
  const category = BAPTEME_CATEGORIES.find((one) => one === values.category);
  return { participant: toParticipant(values), ...(item.bapteme && category && { category, video: values.video }) };
}

function FlightFields({ bapteme, form }: { bapteme: NonNullable<CartItem["bapteme"]>; form: Form<FlightValues> }) {
  const t = useTranslations();
  const formats = useFormats();
  const { data: slot } = useSlot(bapteme);
  // Until the slot's offer is here, what was chosen is all there is to choose.
  const offers = slot?.categories ?? [{ category: bapteme.category, priceCents: undefined }];
  return (
    <>
      <Choices legend={t("bapteme.category")} error={form.mistakes["category"]}>
        {offers.map(({ category, priceCents }) => (
          <Choice
            key={category}
            {...form.choice("category", category, { required: t("fields.choose") })}
            label={t(`words.category.${category}`)}
            detail={t(`words.categoryAbout.${category}`)}
            end={priceCents === undefined ? undefined : formats.price(priceCents)}
          />
        ))}
      </Choices>
      <Choice
        {...form.tick("video")}
        type="checkbox"
        label={slot ? t("bapteme.videoLabel", { price: formats.price(slot.videoPriceCents) }) : t("words.video")}
        detail={t("bapteme.videoHint")}
      />
    </>
  );
}
