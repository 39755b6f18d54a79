import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/surfaces";

/** Few enough that a visitor should know. */
const FEW = 2;

export function PlacesLeft({ left }: { left: number }) {
  const t = useTranslations("words");
  return <Badge tone={left === 0 ? "quiet" : left <= FEW ? "warn" : "good"}>{t("placesLeft", { count: left })}</Badge>;
}
