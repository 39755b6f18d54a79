"use client";

import { Elements } from "@stripe/react-stripe-js";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/surfaces";
import { useStripeScript } from "../hooks/use-stripe-script";
import { PaymentForm, type PaymentFormProps } from "./payment-form";
import { stripeAppearance } from "./stripe-appearance";

type Props = PaymentFormProps & {
  clientSecret: string;
  publishableKey: string;
  /** Absent: Stripe's own. */ scriptUrl: string | undefined;
};

/** The payment form of one PaymentIntent. Another PaymentIntent needs another form: give it the client secret as its `key`. */
export function PaymentStep({ clientSecret, publishableKey, scriptUrl, ...form }: Props) {
  const t = useTranslations("checkout");
  const locale = useLocale();
  const { loaded, tryAgain } = useStripeScript(publishableKey, locale, scriptUrl);
  const options = useMemo(() => ({ clientSecret, locale, appearance: stripeAppearance() }), [clientSecret, locale]);

  if (loaded.state === "loading")
    return <Skeleton words={t("loadingPayment")} blocks={["h-14", "h-14", "h-12 w-48"]} />;
  if (loaded.state === "failed") {
    return (
      <Notice tone="warn" role="alert" title={t("loadFailed")}>
        <p>{t("loadFailedText")}</p>
        <Button look="secondary" size="small" onClick={tryAgain}>
          {t("retryLoad")}
        </Button>
      </Notice>
    );
  }
  return (
    <Elements stripe={loaded.stripe} options={options}>
      <PaymentForm {...form} />
    </Elements>
  );
}
