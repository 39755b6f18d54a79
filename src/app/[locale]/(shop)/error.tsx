"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { EmptySky } from "@/components/illustrations/empty-sky";

/** A page that could not be drawn, inside the frame of the shop. The server has logged why. */
export default function ShopError({ retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("errors");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="shell flex flex-col items-center gap-4 py-16 text-center">
      <EmptySky className="w-48" />
      <h1 ref={heading} tabIndex={-1} className="text-3xl">
        {t("title")}
      </h1>
      <p className="text-muted">{t("text")}</p>
      <Button onClick={retry}>{t("retry")}</Button>
    </div>
  );
}
