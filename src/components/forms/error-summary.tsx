"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Notice } from "@/components/ui/notice";
import type { Mistakes } from "./use-form";

type Props = {
  form: { mistakes: Mistakes; submitCount: number; focus: (name: string) => void };
  /** What each field is called on screen, by its name. */
  labels: Record<string, string>;
};

/** After a submit that failed: how many fields to correct, and a link to each. Takes the focus once for each submit. */
export function ErrorSummary({ form, labels }: Props) {
  const t = useTranslations("fields");
  const box = useRef<HTMLDivElement>(null);
  const { submitCount } = form;
  const mistakes = Object.entries(form.mistakes);

  // Not on every change of the mistakes: a field that is being corrected must keep the focus.
  useEffect(() => {
    if (submitCount > 0) box.current?.focus();
  }, [submitCount]);

  if (mistakes.length === 0 || submitCount === 0) return null;
  return (
    <Notice tone="bad" focusRef={box} title={t("summary", { count: mistakes.length })}>
      <ul className="list-disc pl-5">
        {mistakes.map(([name, message]) => (
          <li key={name}>
            {labels[name] === undefined ? (
              message
            ) : (
              <>
                <a
                  href={`#${name}`}
                  className="underline underline-offset-4"
                  onClick={(event) => {
                    event.preventDefault();
                    form.focus(name);
                  }}
                >
                  {labels[name]}
                </a>
                {" – "}
                {message}
              </>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
