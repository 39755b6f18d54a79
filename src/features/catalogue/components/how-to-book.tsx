import { useTranslations } from "next-intl";

export function HowToBook({ holdMinutes }: { holdMinutes: number }) {
  const t = useTranslations("home");
  const steps = [
    { title: t("step1"), text: t("step1Text", { minutes: holdMinutes }) },
    { title: t("step2"), text: t("step2Text") },
    { title: t("step3"), text: t("step3Text") },
  ];
  return (
    <section aria-labelledby="how" className="later space-y-6">
      <h2 id="how" className="text-3xl">
        {t("how")}
      </h2>
      <ol className="grid gap-8 sm:grid-cols-3">
        {steps.map(({ title, text }, index) => (
          <li key={title} className="space-y-2 border-t-2 border-wing pt-4">
            <p aria-hidden="true" className="figures font-display text-4xl font-bold text-wing">
              {index + 1}
            </p>
            <h3 className="text-xl">{title}</h3>
            <p className="text-muted text-pretty">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
