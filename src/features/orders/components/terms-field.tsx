"use client";

import { useTranslations } from "next-intl";
import type { Form } from "@/components/forms/use-form";
import { FieldError } from "@/components/ui/field";
import type { Cart } from "@/features/cart/schemas";
import { Link } from "@/i18n/link";

/** What the law wants said before payment, and the yes that nobody ticks for the visitor. */
export function TermsField({ form, cart }: { form: Form<{ acceptTerms: boolean }>; cart: Cart }) {
  const t = useTranslations("checkout");
  const error = form.mistakes["acceptTerms"];
  const anyDated = cart.items.some((item) => item.type !== "GIFT_CARD");
  const anyGift = cart.items.some((item) => item.type === "GIFT_CARD");

  return (
    <fieldset className="space-y-3 border-t border-line pt-6">
      <legend className="sr-only">{t("termsTitle")}</legend>
      <h3 aria-hidden="true" className="text-lg">
        {t("termsTitle")}
      </h3>
      {anyDated && <p>{t("noWithdrawal")}</p>}
      {anyGift && <p>{t("noWithdrawalGift")}</p>}
      <label className="flex cursor-pointer items-start gap-3 rounded-lg border border-line-strong px-3 py-2.5 has-checked:border-wing has-checked:bg-wing-soft has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-sky-ink">
        <input
          type="checkbox"
          {...form.tick("acceptTerms", { required: t("acceptRequired") })}
          id="acceptTerms"
          required
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? "acceptTerms-error" : undefined}
          className="mt-1 size-4 shrink-0 accent-wing focus-visible:outline-none"
        />
        <span>
          {t.rich(anyDated ? "accept" : "acceptGift", {
            terms: (words) => (
              <Link href="/terms" target="_blank" className="font-medium text-sky-ink underline underline-offset-4">
                {words}
              </Link>
            ),
          })}
        </span>
      </label>
      <FieldError id="acceptTerms-error" error={error} />
    </fieldset>
  );
}
