"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ReloadIcon } from "@/components/icons/reload-icon";
import { ProblemNotice } from "@/components/problem-notice";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useCartActions } from "@/features/cart/hooks/use-cart";
import type { CartItem } from "@/features/cart/schemas";
import { ApiProblem } from "@/lib/call-api";

/** The place is no longer kept: take it again by one press, or learn that it is gone and where others are. */
export function ExpiredHold({ item, title, onHeld }: { item: CartItem; title: string; onHeld: () => void }) {
  const t = useTranslations("cart");
  const { holdItem } = useCartActions();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();

  async function holdAgain() {
    setBusy(true);
    setProblem(undefined);
    try {
      await holdItem(item.id);
      onHeld();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  if (problem?.code === "sold_out") {
    return (
      <div className="mt-3">
        <Notice tone="bad" role="alert" title={t("soldOut")}>
          <p>{t("soldOutText")}</p>
          <ButtonLink
            href={
              item.stage ? `/stages?type=${item.stage.stageType}` : `/baptemes?category=${item.bapteme?.category ?? ""}`
            }
            look="secondary"
            size="small"
          >
            {t("otherDates")}
          </ButtonLink>
        </Notice>
      </div>
    );
  }
  return (
    <div className="mt-3 space-y-3">
      <Notice tone="warn" title={t("expired")}>
        <p>{t("expiredText")}</p>
        <Button
          look="secondary"
          size="small"
          onClick={() => void holdAgain()}
          pendingWords={busy ? t("holding") : undefined}
          aria-label={t("holdAgainNamed", { title })}
        >
          <ReloadIcon className="size-4" />
          {t("holdAgain")}
        </Button>
      </Notice>
      {problem && <ProblemNotice problem={problem} onRetry={() => void holdAgain()} />}
    </div>
  );
}
