"use client";

import { PaymentElement, useElements, useStripe } from "@stripe/react-stripe-js";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { LockIcon } from "@/components/icons/lock-icon";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/surfaces";
import { useFormats } from "@/i18n/use-formats";
import { outcomeOf, type PaymentOutcome } from "../payment-outcome";

export type PaymentFormProps = {
  amountCents: number;
  /** Where a bank that leads the customer away sends them back to. */
  returnUrl: string;
  /** Asks for the order again; true when this same PaymentIntent may be confirmed. */
  askAgain: () => Promise<boolean>;
  /** The payment is taken or on its way. */
  onSent: () => void;
  /** The order may have been paid without our knowing: the way to look. */
  onLook: () => void;
};

type Trouble = Extract<PaymentOutcome, { kind: "declined" | "unknown" }>;

/** A visitor who comes back to an old page: the order may have ended meanwhile. */
const FRESH_MS = 5 * 60_000;

/**
 * The card form and the one button that pays. After a refusal the same PaymentIntent is tried again, with what was typed still
 * in place; the order is asked for first, so that it waits for money again and takes no other amount than shown.
 */
export function PaymentForm({ amountCents, returnUrl, askAgain, onSent, onLook }: PaymentFormProps) {
  const t = useTranslations("checkout");
  const formats = useFormats();
  const stripe = useStripe();
  const elements = useElements();
  const [ready, setReady] = useState(false);
  const [broken, setBroken] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const troubleBox = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);
  const askedAt = useRef(0);
  const failed = useRef(false);

  useEffect(() => {
    askedAt.current = performance.now();
  }, []);
  useEffect(() => troubleBox.current?.focus(), [trouble]);

  async function pay(event: FormEvent) {
    event.preventDefault();
    if (!stripe || !elements || pressed.current) return;
    // A ref, not the state: a second press can come before React has drawn the first.
    pressed.current = true;
    setBusy(true);
    setTrouble(undefined);
    try {
      // First, because a wallet's window opens only within the press itself.
      const checked = await elements.submit();
      if (checked.error) return;
      if (failed.current || performance.now() - askedAt.current > FRESH_MS) {
        if (!(await askAgain())) return;
        askedAt.current = performance.now();
      }
      const outcome = outcomeOf(
        await stripe.confirmPayment({ elements, confirmParams: { return_url: returnUrl }, redirect: "if_required" }),
      );
      failed.current = outcome.kind !== "incomplete";
      if (outcome.kind === "sent") return onSent();
      if (outcome.kind === "stale") await askAgain();
      if (outcome.kind === "declined" || outcome.kind === "unknown") setTrouble(outcome);
    } catch {
      failed.current = true;
      setTrouble({ kind: "unknown" });
    } finally {
      pressed.current = false;
      setBusy(false);
    }
  }

  return (
    <form noValidate method="post" onSubmit={(event) => void pay(event)} className="space-y-5">
      {trouble && <TroubleNotice trouble={trouble} onLook={onLook} focusRef={troubleBox} />}
      {broken && (
        <Notice tone="warn" role="alert" title={t("loadFailed")}>
          {t("loadFailedText")}
        </Notice>
      )}
      {!ready && !broken && <Skeleton words={t("loadingPayment")} blocks={["h-14", "h-14"]} />}
      <PaymentElement onReady={() => setReady(true)} onLoadError={() => setBroken(true)} options={{ layout: "tabs" }} />
      {ready && (
        <div className="space-y-3">
          <Button type="submit" className="w-full" pendingWords={busy ? t("paying") : undefined}>
            <LockIcon className="size-4" />
            {t("pay", { amount: formats.money(amountCents) })}
          </Button>
          <p role="status" className="min-h-5 text-sm text-muted">
            {busy ? t("payingHint") : ""}
          </p>
        </div>
      )}
    </form>
  );
}

function TroubleNotice({
  trouble,
  onLook,
  focusRef,
}: {
  trouble: Trouble;
  onLook: () => void;
  focusRef: React.Ref<HTMLDivElement>;
}) {
  const t = useTranslations("checkout");
  if (trouble.kind === "declined") {
    return (
      <Notice tone="bad" role="alert" title={t("declinedTitle")} focusRef={focusRef}>
        {trouble.reason && <p>{trouble.reason}</p>}
        <p>{t("declinedText")}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" role="alert" title={t("unknownTitle")} focusRef={focusRef}>
      <p>{t("unknownText")}</p>
      <Button look="secondary" size="small" onClick={onLook}>
        {t("seeOrder")}
      </Button>
    </Notice>
  );
}
