"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ApiProblem } from "@/lib/call-api";

type Code = ApiProblem["code"];

/** What a page knows better than the code alone: its own sentence, and where to go from here. */
export type Way = { text?: string; href?: string; words?: string };

type Props = { problem: ApiProblem; ways?: Partial<Record<Code, Way>>; onRetry?: (() => void) | undefined };

/** A refusal in words, with a way on. It takes the focus, so that nobody has to look for what went wrong. */
export function ProblemNotice({ problem, ways = {}, onRetry }: Props) {
  const t = useTranslations("refusals");
  const sentence = useSentence(problem);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [problem]);

  const way = ways[problem.code];
  const passing = PASSING.has(problem.code);
  return (
    <Notice tone={passing ? "warn" : "bad"} role="alert" focusRef={box}>
      <p>{way?.text ?? sentence}</p>
      {(way?.href || (passing && onRetry)) && (
        <div className="flex flex-wrap gap-2 pt-1">
          {way?.href && (
            <ButtonLink href={way.href} look="secondary" size="small">
              {way.words}
            </ButtonLink>
          )}
          {passing && onRetry && (
            <Button look="secondary" size="small" onClick={onRetry}>
              {t("retry")}
            </Button>
          )}
        </div>
      )}
    </Notice>
  );
}

/** What may go well in a moment. */
const PASSING: ReadonlySet<Code> = new Set([
  "payment_provider_unavailable",
  "database_unavailable",
  "offline",
  "unknown",
  "internal",
  "too_many_requests",
]);

/** After a refusal without `Retry-After`. */
const WAIT_SECONDS = 10;

/** The API's own sentence is in the visitor's language already; these are for when it could not say one. */
function useSentence({ code, details }: ApiProblem): string {
  const t = useTranslations("refusals");
  if (code === "too_many_requests")
    return t("too_many_requests", { seconds: details.retryAfterSeconds ?? WAIT_SECONDS });
  if (code === "offline") return t("offline");
  return details.detail ?? t("unknown");
}
