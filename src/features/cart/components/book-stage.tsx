"use client";

import { useTranslations } from "next-intl";
import { FormProvider, useForm } from "react-hook-form";
import { ErrorSummary } from "@/components/forms/error-summary";
import { SubmitButton } from "@/components/forms/submit-button";
import { ProblemNotice, type Way } from "@/components/problem-notice";
import { Choice, Choices } from "@/components/ui/choice";
import { useBooking } from "@/features/cart/hooks/use-booking";
import { noParticipant, toParticipant } from "@/features/cart/participant-values";
import type { ApiProblem } from "@/lib/call-api";
import { AddedPanel } from "./added-panel";
import { ParticipantFields, useParticipantLabels, type WithParticipant } from "./participant-fields";

type Values = WithParticipant & { stageType?: "INITIATION" | "PROGRESSION" };

/** Puts one participant of a stage into the cart. On a double stage the level is asked first. */
export function BookStage({ stageId, double }: { stageId: string; double: boolean }) {
  const t = useTranslations();
  const labels = { ...useParticipantLabels(), stageType: t("stage.level") };
  const form = useForm<Values>({ defaultValues: { participant: noParticipant }, shouldFocusError: false });
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

  const send = form.handleSubmit(({ participant, stageType }) =>
    book({ type: "STAGE", stageId, ...(double && { stageType }), participant: toParticipant(participant) }),
  );
  return (
    <form noValidate method="post" onSubmit={(event) => void send(event)} className="card space-y-6 p-5 sm:p-7">
      <div className="space-y-1">
        <h2 className="text-2xl">{t("stage.formTitle")}</h2>
        <p className="text-muted">{t("stage.formLead")}</p>
      </div>
      <ErrorSummary form={form} labels={labels} />
      {double && (
        <Choices legend={t("stage.level")} hint={t("stage.levelHint")} error={form.formState.errors.stageType?.message}>
          {(["INITIATION", "PROGRESSION"] as const).map((level) => (
            <Choice
              key={level}
              {...form.register("stageType", { required: t("fields.choose") })}
              value={level}
              label={t(`words.stageType.${level}`)}
              detail={t(`words.stageAbout.${level}`)}
            />
          ))}
        </Choices>
      )}
      <FormProvider {...form}>
        <ParticipantFields />
      </FormProvider>
      {problem && <ProblemNotice problem={problem} ways={ways} onRetry={() => void send()} />}
      <SubmitButton
        className="w-full sm:w-auto"
        pendingWords={form.formState.isSubmitting ? t("participant.adding") : undefined}
      >
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
