"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ClockIcon } from "@/components/icons/clock-icon";
import { useNow } from "@/features/cart/hooks/use-now";
import { minutesToTell, remaining } from "@/features/cart/hold-words";
import { useFormats } from "@/i18n/use-formats";

type Props = {
  title: string;
  expiresAt: string;
  /** The time is over: ask the server what has become of the place. */ onOver: () => void;
};

/** How long the place is kept. Seen every second, read out at a few moments only. */
export function HoldCountdown({ title, expiresAt, onOver }: Props) {
  const t = useTranslations("cart");
  const formats = useFormats();
  const { seconds, words, urgent } = remaining(expiresAt, useNow());
  const [told, setTold] = useState("");
  const over = seconds === 0;

  const minutes = minutesToTell(seconds);
  useEffect(() => {
    if (minutes !== undefined) setTold(t("announceMinutes", { title, count: minutes }));
  }, [minutes, t, title]);
  useEffect(() => {
    if (!over) return;
    // A second later: asked too early, the server would still call the place kept.
    const timer = setTimeout(onOver, 1_000);
    return () => clearTimeout(timer);
    // `onOver` is another function at each render; it is to be called once, when the time is over.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [over]);

  return (
    <p className={`flex items-center gap-2 text-sm font-medium ${urgent ? "text-warn" : "text-muted"}`}>
      <ClockIcon className="size-4" />
      {/* A second or two pass between the server's drawing and the browser's. */}
      <span
        suppressHydrationWarning
        role="timer"
        aria-live="off"
        className="figures"
        title={t("heldLong", { time: formats.time(expiresAt) })}
      >
        {over ? t("heldForOrder") : t("held", { time: words })}
      </span>
      <span role="status" className="sr-only">
        {told}
      </span>
    </p>
  );
}
