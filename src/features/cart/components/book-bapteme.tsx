"use client";

import { useTranslations } from "next-intl";
import { ErrorSummary } from "@/components/forms/error-summary";
import { SubmitButton } from "@/components/forms/submit-button";
import { useForm } from "@/components/forms/use-form";
import { ProblemNotice, type Way } from "@/components/problem-notice";
import { Choice, Choices } from "@/components/ui/choice";
import { AmountRow } from "@/components/ui/surfaces";
import type { BaptemeCategory } from "@/db/schema/catalogue-words";
import { useBooking } from "@/features/cart/hooks/use-booking";
import { noParticipantFields, toParticipant } from "@/features/cart/participant-values";
import type { Bapteme } from "@/features/catalogue/schemas";
import { useFormats } from "@/i18n/use-formats";
import type { ApiProblem } from "@/lib/call-api";
import { AddedPanel } from "./added-panel";
import { ParticipantFields, useParticipantLabels } from "./participant-fields";

/** Puts one passenger of a slot into the cart: which flight, with or without video, who. */
export function BookBapteme({ bapteme, category }: { bapteme: Bapteme; category: BaptemeCategory | undefined }) {
  const t = useTranslations();
  const formats = useFormats();
  const labels = { ...useParticipantLabels(), category: t("bapteme.category") };
  const form = useForm({ ...noParticipantFields, category: category ?? "", video: false });
  const { added, problem, book, again } = useBooking(form, labels);
  const ways = useWays();
  const offerOf = (values: { category: string }) => bapteme.categories.find((one) => one.category === values.category);

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

  const send = form.submit(async (values) => {
    const offer = offerOf(values);
    if (offer !== undefined)
      await book({
        type: "BAPTEME",
        baptemeId: bapteme.id,
        category: offer.category,
        video: values.video,
        participant: toParticipant(values),
      });
  });
  return (
    <form {...form.props} onSubmit={(event) => void send(event)} className="card space-y-6 p-5 sm:p-7">
      <ErrorSummary form={form} labels={labels} />
      <Choices legend={t("bapteme.category")} error={form.mistakes["category"]}>
        {bapteme.categories.map((offer) => (
          <Choice
            key={offer.category}
            {...form.choice("category", offer.category, { required: t("fields.choose") })}
            label={t(`words.category.${offer.category}`)}
            detail={t(`words.categoryAbout.${offer.category}`)}
            end={formats.price(offer.priceCents)}
          />
        ))}
      </Choices>
      <Choice
        {...form.tick("video")}
        type="checkbox"
        label={t("bapteme.videoLabel", { price: formats.price(bapteme.videoPriceCents) })}
        detail={t("bapteme.videoHint")}
      />
      <Price bapteme={bapteme} flightCents={offerOf(form.values)?.priceCents} video={form.values.video} />

      <div className="space-y-1 border-t border-line pt-6">
        <h2 className="text-2xl">{t("bapteme.formTitle")}</h2>
        <p className="text-muted">{t("bapteme.formLead")}</p>
      </div>
      <ParticipantFields form={form} />
      {problem && <ProblemNotice problem={problem} ways={ways} onRetry={() => void send()} />}
      <SubmitButton className="w-full sm:w-auto" pendingWords={form.submitting ? t("participant.adding") : undefined}>
        {t("bapteme.submit")}
      </SubmitButton>
    </form>
  );
}

/** Only told, never sent: the server prices the cart. */
function Price({ bapteme, flightCents, video }: { bapteme: Bapteme; flightCents: number | undefined; video: boolean }) {
  const t = useTranslations("bapteme");
  const formats = useFormats();
  if (flightCents === undefined) return null;

  const videoCents = video ? bapteme.videoPriceCents : 0;
  const depositCents = Math.min(bapteme.depositCents, flightCents);
  return (
    <dl aria-live="polite" className="space-y-1 rounded-xl bg-sky px-4 py-3">
      <AmountRow label={t("price")} amount={formats.price(flightCents + videoCents)} strong />
      <AmountRow label={t("now")} amount={formats.price(depositCents + videoCents)} />
      <AmountRow label={t("later")} amount={formats.price(flightCents - depositCents)} />
    </dl>
  );
}

function useWays(): Partial<Record<ApiProblem["code"], Way>> {
  const t = useTranslations();
  return {
    sold_out: { text: t("bapteme.soldOutTitle"), href: "/baptemes", words: t("bapteme.otherSlots") },
    not_found: { href: "/baptemes", words: t("bapteme.otherSlots") },
    cart_full: { href: "/cart", words: t("refusals.cart_full_way") },
  };
}
