"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { FieldErrors, FieldValues, Path, UseFormReturn } from "react-hook-form";
import { Notice } from "@/components/ui/notice";

type Props<Values extends FieldValues> = {
  form: UseFormReturn<Values>;
  /** What each field is called on screen, by its path. */
  labels: Record<string, string>;
};

/** After a submit that failed: how many fields to correct, and a link to each. Takes the focus once for each submit. */
export function ErrorSummary<Values extends FieldValues>({ form, labels }: Props<Values>) {
  const t = useTranslations("fields");
  const box = useRef<HTMLDivElement>(null);
  const { errors, submitCount } = form.formState;
  const mistakes = flatten(errors);
  const anyMistake = mistakes.length > 0;

  // Not on every change of the errors: a field that is being corrected must keep the focus.
  useEffect(() => {
    if (submitCount > 0) box.current?.focus();
  }, [submitCount]);

  if (!anyMistake || submitCount === 0) return null;
  return (
    <Notice tone="bad" focusRef={box} title={t("summary", { count: mistakes.length })}>
      <ul className="list-disc pl-5">
        {mistakes.map(({ path, message }) => (
          <li key={path}>
            {labels[path] === undefined ? (
              message
            ) : (
              <a
                href={`#${path}`}
                className="underline underline-offset-4"
                onClick={(event) => {
                  event.preventDefault();
                  form.setFocus(path as Path<Values>); // a path that has a label is a field of this form
                }}
              >
                {labels[path]}
              </a>
            )}
            {labels[path] !== undefined && <> – {message}</>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

type Mistake = { path: string; message: string };

function flatten(errors: FieldErrors, above = ""): Mistake[] {
  return Object.entries(errors).flatMap(([key, error]): Mistake[] => {
    if (error === undefined || error === null || key === "ref") return [];
    const path = above === "" ? key : `${above}.${key}`;
    if (typeof error["type"] === "string")
      return typeof error["message"] === "string" ? [{ path, message: error["message"] }] : [];
    return flatten(error as FieldErrors, path); // neither an error nor nothing: a group of fields
  });
}
