"use client";

import { useLocale } from "next-intl";
import { useMemo } from "react";
import type { Bapteme } from "@/features/catalogue/schemas";
import { useFormats } from "@/i18n/use-formats";
import { callApi } from "@/lib/call-api";
import { Resource } from "@/lib/resource";
import { useKnown } from "@/lib/use-known";

/** What a slot in the cart offers today: its categories and their prices, found among the slots of its day. */
export function useSlot({ id, startsAt }: { id: string; startsAt: string }) {
  const locale = useLocale();
  const day = useFormats().dayOf(startsAt);
  const slot = useMemo(
    () =>
      new Resource(async () => {
        const path = `/api/baptemes?from=${day}&to=${day}`;
        const { baptemes } = await callApi<{ baptemes: Bapteme[] }>(path, { locale });
        return baptemes.find((bapteme) => bapteme.id === id);
      }),
    [day, id, locale],
  );
  return useKnown(slot);
}
