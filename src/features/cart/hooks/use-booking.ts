"use client";

import { useState } from "react";
import { showFieldErrors } from "@/components/forms/show-field-errors";
import type { Mistakes } from "@/components/forms/use-form";
import type { AddItem, CartItem } from "@/features/cart/schemas";
import { ApiProblem } from "@/lib/call-api";
import { useCartActions } from "./use-cart";

/** Adds what a form describes to the cart; keeps what came of it: the item, or why not. */
export function useBooking(
  form: { addMistakes: (mistakes: Mistakes) => void },
  labels: Record<string, string>,
  fieldOf?: (path: string) => string,
) {
  const { addItem, reload } = useCartActions();
  const [added, setAdded] = useState<CartItem>();
  const [problem, setProblem] = useState<ApiProblem>();

  async function book(body: AddItem): Promise<void> {
    setProblem(undefined);
    try {
      setAdded(await addItem(body));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      const errors = error.details.errors ?? [];
      if (error.code === "invalid" && errors.length > 0) showFieldErrors(form, errors, labels, fieldOf);
      else setProblem(error);
      // Nobody knows whether it was added: the badge at the head of the page shall tell the truth.
      if (error.code === "offline") await reload();
    }
  }

  return { added, problem, book, again: () => setAdded(undefined) };
}
