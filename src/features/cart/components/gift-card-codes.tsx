"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { TrashIcon } from "@/components/icons/trash-icon";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { useCartActions } from "@/features/cart/hooks/use-cart";
import type { Cart } from "@/features/cart/schemas";
import { useFormats } from "@/i18n/use-formats";
import { ApiProblem } from "@/lib/call-api";

type UsedCard = Cart["giftCards"][number];

/** The gift cards that pay a part of this cart, and the field for another one. */
export function GiftCardCodes({ cards, onSaid }: { cards: UsedCard[]; onSaid: (words: string) => void }) {
  const t = useTranslations("cart");
  const formats = useFormats();
  const { addGiftCard, removeGiftCard } = useCartActions();
  const [code, setCode] = useState("");
  const [mistake, setMistake] = useState<string>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);

  async function use(event: FormEvent) {
    event.preventDefault();
    setProblem(undefined);
    if (code.trim() === "") return setMistake(t("codeRequired"));
    setMistake(undefined);
    setBusy(true);
    try {
      const known = new Set(cards.map((card) => card.code));
      const cart = await addGiftCard(code.trim());
      const added = cart.giftCards.find((card) => !known.has(card.code));
      onSaid(
        added && added.usedCents > 0 ? t("codeUsed", { amount: formats.money(added.usedCents) }) : t("codeWaiting"),
      );
      setCode("");
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (error.code === "gift_card_not_usable" || error.code === "invalid") setMistake(t("codeRefused"));
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  async function remove(card: UsedCard) {
    setProblem(undefined);
    try {
      await removeGiftCard(card.code);
      onSaid(t("codeRemoved"));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    }
  }

  return (
    <section aria-labelledby="gift-card-codes" className="space-y-3">
      <h2 id="gift-card-codes" className="text-xl">
        {t("codeTitle")}
      </h2>
      {cards.length > 0 && (
        <ul className="space-y-2">
          {cards.map((card) => (
            <li key={card.code} className="flex items-center gap-3 rounded-xl bg-sky py-2 pr-2 pl-4">
              <div className="min-w-0 flex-1">
                <p className="figures font-semibold tracking-wide">{card.code}</p>
                <UsedCardWords card={card} />
              </div>
              <Button
                look="quiet"
                size="small"
                onClick={() => void remove(card)}
                aria-label={t("removeCode", { code: card.code })}
              >
                <TrashIcon className="size-4" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form noValidate method="post" onSubmit={(event) => void use(event)} className="flex flex-wrap items-start gap-3">
        <TextField
          id="gift-card-code"
          label={t("code")}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={mistake}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={64}
          className="min-w-0 grow basis-48"
        />
        <Button type="submit" look="secondary" className="mt-7.5" pendingWords={busy ? t("holding") : undefined}>
          {t("useCode")}
        </Button>
      </form>
      {problem && <ProblemNotice problem={problem} />}
    </section>
  );
}

function UsedCardWords({ card }: { card: UsedCard }) {
  const t = useTranslations("cart");
  const formats = useFormats();
  const used = formats.price(card.usedCents);
  if (card.usedCents === 0) return <p className="text-sm text-muted">{t("cardUnused")}</p>;
  if (card.kind === "ACTIVITY") {
    return (
      <p className="text-sm text-muted">
        {t("cardActivity")} · {t("cardActivityUsed", { used })}
      </p>
    );
  }
  return (
    <p className="text-sm text-muted">
      {t("cardAmount", { balance: formats.price(card.balanceCents) })} ·{" "}
      {t("cardUsed", { used, left: formats.price(card.balanceCents - card.usedCents) })}
    </p>
  );
}
