"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ErrorSummary } from "@/components/forms/error-summary";
import { SubmitButton } from "@/components/forms/submit-button";
import { useForm } from "@/components/forms/use-form";
import { ProblemNotice } from "@/components/problem-notice";
import { Choice, Choices } from "@/components/ui/choice";
import { AmountRow } from "@/components/ui/surfaces";
import { AddedPanel } from "@/features/cart/components/added-panel";
import { useBooking } from "@/features/cart/hooks/use-booking";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";
import { useFormats } from "@/i18n/use-formats";
import { fieldOf, type GiftCardValues, noGiftCard, priceCentsOf, toGiftCardItem } from "../gift-card-values";
import { ActivityFields, AmountFields } from "./gift-card-kind-fields";
import { GiftCardPreview } from "./gift-card-preview";
import { RecipientFields } from "./recipient-fields";

type Props = {
  offers: GiftCardOffer[];
  /** The school's calendar day, and the last one on which a card can be sent. */ today: string;
  lastDay: string;
  picture: ReactNode;
};

/** Puts a gift card to buy into the cart, with a picture of it that fills in as one types. */
export function GiftCardForm({ offers, today, lastDay, picture }: Props) {
  const t = useTranslations();
  const formats = useFormats();
  const labels = {
    ownEuros: t("giftCards.amount"),
    activity: t("giftCards.activity"),
    name: t("giftCards.name"),
    email: t("giftCards.email"),
    message: t("giftCards.message"),
    deliverOn: t("giftCards.deliverDate"),
  };
  const form = useForm<GiftCardValues>(noGiftCard);
  const { added, problem, book, again } = useBooking(form, labels, fieldOf);
  const { values } = form;
  const priceCents = priceCentsOf(values, offers);

  if (added)
    return (
      <AddedPanel
        item={added}
        onAgain={() => {
          form.reset();
          again();
        }}
      />
    );

  const send = form.submit(async (answers) => {
    const item = toGiftCardItem(answers, offers);
    if (item !== undefined) await book(item);
  });
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
      <form {...form.props} onSubmit={(event) => void send(event)} className="card space-y-7 p-5 sm:p-7">
        <ErrorSummary form={form} labels={labels} />
        <Choices legend={t("giftCards.kind")}>
          <Choice
            {...form.choice("kind", "AMOUNT")}
            label={t("giftCards.amountKind")}
            detail={t("giftCards.amountKindHint")}
          />
          <Choice
            {...form.choice("kind", "ACTIVITY")}
            disabled={offers.length === 0}
            label={t("giftCards.activityKind")}
            detail={offers.length === 0 ? t("giftCards.noActivities") : t("giftCards.activityKindHint")}
          />
        </Choices>
        {values.kind === "AMOUNT" ? <AmountFields form={form} /> : <ActivityFields form={form} offers={offers} />}
        <RecipientFields form={form} today={today} lastDay={lastDay} />
        {priceCents !== undefined && (
          <dl className="rounded-xl bg-sky px-4 py-3">
            <AmountRow label={t("giftCards.total")} amount={formats.price(priceCents)} strong />
          </dl>
        )}
        {problem && (
          <ProblemNotice
            problem={problem}
            ways={{ cart_full: { href: "/cart", words: t("refusals.cart_full_way") } }}
            onRetry={() => void send()}
          />
        )}
        <SubmitButton className="w-full sm:w-auto" pendingWords={form.submitting ? t("participant.adding") : undefined}>
          {t("giftCards.submit")}
        </SubmitButton>
      </form>
      <GiftCardPreview values={values} offers={offers} picture={picture} />
    </div>
  );
}
