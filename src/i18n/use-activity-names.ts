import { useTranslations } from "next-intl";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import { useFormats } from "./use-formats";

type GiftCardSpec =
  | { kind: "AMOUNT"; amountCents: number }
  | { kind: "ACTIVITY"; activity: "STAGE"; stageType: StageType }
  | { kind: "ACTIVITY"; activity: "BAPTEME"; category: BaptemeCategory; video?: boolean | undefined };

/** What the three things on sale are called, in full. */
export function useActivityNames() {
  const t = useTranslations("words");
  const formats = useFormats();

  const stage = (type: StageType) => t(`stageTitle.${type}`);
  const bapteme = (category: BaptemeCategory, video = false) =>
    video ? t("titleWithVideo", { title: t(`baptemeTitle.${category}`) }) : t(`baptemeTitle.${category}`);
  const giftCard = (spec: GiftCardSpec) => {
    if (spec.kind === "AMOUNT") return t("giftAmount", { amount: formats.price(spec.amountCents) });
    return t("giftActivity", {
      activity: spec.activity === "STAGE" ? stage(spec.stageType) : bapteme(spec.category, spec.video),
    });
  };

  return { stage, bapteme, giftCard };
}
