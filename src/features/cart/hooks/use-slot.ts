"use client";

import { useLocale } from "next-intl";
import useSWR from "swr";
import type { Bapteme } from "@/features/catalogue/schemas";
import { useFormats } from "@/i18n/use-formats";
import { type ApiProblem, callApi } from "@/lib/call-api";

/** What a slot in the cart offers today: its categories and their prices, found among the slots of its day. */
export function useSlot({ id, startsAt }: { id: string; startsAt: string }) {
  const locale = useLocale();
  const day = useFormats().dayOf(startsAt);
  return useSWR<Bapteme | undefined, ApiProblem>(`/api/baptemes?from=${day}&to=${day}`, async (path: string) => {
    const { baptemes } = await callApi<{ baptemes: Bapteme[] }>(path, { locale });
    return baptemes.find((bapteme) => bapteme.id === id);
  });
}
