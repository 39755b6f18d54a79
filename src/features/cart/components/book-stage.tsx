"use client";

import { useTranslations } from "next-intl";
import { ErrorSummary } from "@/components/forms/error-summary";
import { SubmitButton } from "@/components/forms/submit-button";
import { useForm } from "@/components/forms/use-form";
import { ProblemNotice, type Way } from "@/components/problem-notice";
import { Choice, Choices } from "@/components/ui/choice";
import { useBooking } from "@/features/cart/hooks/use-booking";
import { noParticipantFields, toParticipant } from "@/features/cart/participant-values";
import type { ApiProblem } from "@/lib/call-api";
import { AddedPanel } from "./added-panel";
import { ParticipantFields, useParticipantLabels } from "./participant-fields";

const LEVELS = ["INITIATION", "PROGRESSION"] as const;

/** Puts one participant of a stage into the cart. On a double stage the level is asked first. */
export function BookStage({ stageId, double }: { stageId: string; double: boolean }) {
  const t = useTranslations();
  const labels = { ...useParticipantLabels(), stageType: t("stage.level") };
  const form = useForm({ ...noParticipantFields, stageType: "" });
  const { added, problem, book, again } = useBooking(form, labels);
  const ways = useWays();

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

  const send = form.submit((values) => {
    const stageType = LEVELS.find((level) => level === values.stageType);
    return book({ type: "STAGE", stageId, ...(double && { stageType }), participant: toParticipant(values) });
  });
  return (
    <form {...form.props} onSubmit={(event) => void send(event)} className="card space-y-6 p-5 sm:p-7">
      <div className="space-y-1">
        <h2 className="text-2xl">{t("stage.formTitle")}</h2>
        <p className="text-muted">{t("stage.formLead")}</p>
      </div>
      <ErrorSummary form={form} labels={labels} />
      {double && (
        <Choices legend={t("stage.level")} hint={t("stage.levelHint")} error={form.mistakes["stageType"]}>
          {LEVELS.map((level) => (
            <Choice
              key={level}
              {...form.choice("stageType", level, { required: t("fields.choose") })}
              label={t(`words.stageType.${level}`)}
              detail={t(`words.stageAbout.${level}`)}
            />
          ))}
        </Choices>
      )}
      <ParticipantFields form={form} />
      {problem && <ProblemNotice problem={problem} ways={ways} onRetry={() => void send()} />}
      <SubmitButton className="w-full sm:w-auto" pendingWords={form.submitting ? t("participant.adding") : undefined}>
        {t("stage.submit")}
      </SubmitButton>
    </form>
  );
}

function useWays(): Partial<Record<ApiProblem["code"], Way>> {
  const t = useTranslations();
  return {
    sold_out: { text: t("stage.soldOutTitle"), href: "/stages", words: t("stage.otherDates") },
    not_found: { href: "/stages", words: t("stage.otherDates") },
    cart_full: { href: "/cart", words: t("refusals.cart_full_way") },
  };
}
