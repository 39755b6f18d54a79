"use client";

import { type ChangeEvent, type FormEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { fillFields, type FormValues, readFields } from "./fields-of-form";
import { mistakeIn, mistakesIn, type Rules } from "./rules";

/** By the name of the field; what is no field's own stands under a name that no field has. */
export type Mistakes = Record<string, string>;

/** Methods, not functions: what asks for a form of some fields takes one that has more. */
export type Form<Values extends FormValues> = {
  /** As they stand in the form now; of fields that are not shown, as they were given at first. */
  values: Values;
  mistakes: Mistakes;
  submitCount: number;
  submitting: boolean;
  /** For the `<form>` itself. */
  props: {
    ref: RefObject<HTMLFormElement | null>;
    noValidate: true;
    method: "post";
    onChange: (event: ChangeEvent<HTMLFormElement>) => void;
  };
  text(name: keyof Values & string, rules?: Rules): { name: string; defaultValue: string };
  choice(name: keyof Values & string, value: string, rules?: Rules): ChoiceField & { value: string };
  tick(name: keyof Values & string, rules?: Rules): ChoiceField;
  /** Checks, and if nothing is wrong, does it with what stands in the form. */
  submit(send: (values: Values) => Promise<void>): (event?: FormEvent) => Promise<void>;
  addMistakes(mistakes: Mistakes): void;
  focus(name: string): void;
  fill(values: Partial<Values>): void;
  /** As if it had never been sent, for a form that is shown anew. */
  reset(): void;
};

type ChoiceField = { name: string; defaultChecked: boolean };

/**
 * The browser keeps what is typed, also what is typed before the page's code is there; this reads it, and remembers what is
 * wrong with it. Mistakes are told after the first try to send, and a field that is corrected loses its own at once.
 * (Libraries that do this weigh more than the rest of a page's own code: docs/decisions/0017.)
 */
export function useForm<Values extends FormValues>(defaults: Values): Form<Values> {
  const element = useRef<HTMLFormElement>(null);
  const [first] = useState(defaults);
  const [values, setValues] = useState(defaults);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [submitCount, setSubmitCount] = useState(0);
  const [submitting, setSubmitting] = useState(false);
  // Of the fields that this very drawing shows: those that are gone have no rules.
  const rules = new Map<string, Rules>();

  const read = useCallback(() => readFields(element.current, first), [first]);
  // What stands in the fields is known to the browser alone, also at first.
  // oxlint-disable-next-line react/set-state-in-effect
  const reread = useCallback(() => setValues(read()), [read]);
  const fill = useCallback(
    (given: Partial<Values>) => {
      fillFields(element.current, given);
      reread();
    },
    [reread],
  );
  // What was typed, or brought back by the browser, before this code was there.
  useEffect(reread, [reread]);

  const ruled = (name: string, given: Rules | undefined) => {
    if (given) rules.set(name, given);
    return name;
  };

  function changed({ target }: ChangeEvent<HTMLFormElement>): void {
    const now = read();
    setValues(now);
    const name = target.getAttribute("name");
    if (submitCount > 0 && name !== null)
      setMistakes((before) => replaced(before, name, mistakeIn(now[name], rules.get(name))));
  }

  return {
    values,
    mistakes,
    submitCount,
    submitting,
    props: { ref: element, noValidate: true, method: "post", onChange: changed },
    text: (name, given) => ({ name: ruled(name, given), defaultValue: String(first[name] ?? "") }),
    choice: (name, value, given) => ({
      name: ruled(name, given),
      value,
      defaultChecked: first[name] === value,
    }),
    tick: (name, given) => ({ name: ruled(name, given), defaultChecked: first[name] === true }),
    submit: (send) => async (event) => {
      event?.preventDefault();
      const now = read();
      const found = mistakesIn(now, rules);
      setMistakes(found);
      if (Object.keys(found).length === 0) {
        setSubmitting(true);
        await send(now).finally(() => setSubmitting(false));
      }
      // Last, with all that the answer has found: the summary of mistakes takes the focus by it.
      setSubmitCount((count) => count + 1);
    },
    addMistakes: (added) => setMistakes((before) => ({ ...before, ...added })),
    focus: (name) => element.current?.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus(),
    fill,
    reset: () => {
      setValues(first);
      setMistakes({});
      setSubmitCount(0);
    },
  };
}

function replaced(mistakes: Mistakes, name: string, mistake: string | undefined): Mistakes {
  const { [name]: _, ...others } = mistakes;
  return mistake === undefined ? others : { ...others, [name]: mistake };
}
