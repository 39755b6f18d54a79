import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Alps } from "@/components/illustrations/alps";
import { Paraglider } from "@/components/illustrations/paraglider";
import { HowToBook } from "@/features/catalogue/components/how-to-book";
import { StageRow } from "@/features/catalogue/components/stage-row";
import { ThreeDoors } from "@/features/catalogue/components/three-doors";
import { listGiftCardOffers } from "@/features/catalogue/server/list-gift-card-offers";
import { listStages } from "@/features/catalogue/server/list-stages";
import { config } from "@/lib/config";

/** Enough to show that there is something soon, few enough to read. */
const NEXT_STAGES = 4;

export default async function HomePage() {
  const [t, stages, offers] = await Promise.all([getTranslations("home"), listStages({}), listGiftCardOffers()]);
  const next = stages.filter((stage) => stage.placesLeft > 0).slice(0, NEXT_STAGES);

  return (
    <>
      <section className="relative isolate flex min-h-[38rem] overflow-hidden sm:min-h-[40rem]">
        <Alps className="absolute inset-0 -z-10 size-full" />
        <Paraglider className="absolute right-[8%] bottom-[36%] -z-10 w-32 motion-safe:animate-[drift_7s_ease-in-out_infinite_alternate] sm:top-[14%] sm:right-[16%] sm:bottom-auto sm:w-52" />
        <div className="shell space-y-5 py-12 sm:py-20">
          <h1 className="text-5xl sm:text-7xl">{t("title")}</h1>
          <p className="max-w-md text-lg text-pretty sm:text-xl">{t("lead")}</p>
          <div className="flex flex-wrap gap-3">
            <ButtonLink href="/stages">{t("seeStages")}</ButtonLink>
            <ButtonLink href="/baptemes" look="secondary">
              {t("seeBaptemes")}
            </ButtonLink>
          </div>
        </div>
      </section>
      <div className="shell space-y-16 pt-14">
        <ThreeDoors offers={offers} />
        <section aria-labelledby="next" className="later space-y-4">
          <h2 id="next" className="text-3xl">
            {t("next")}
          </h2>
          {next.length > 0 ? (
            <ul className="space-y-3">
              {next.map((stage) => (
                <StageRow key={stage.id} stage={stage} />
              ))}
            </ul>
          ) : (
            <p className="text-muted">{t("nextEmpty")}</p>
          )}
          <ButtonLink href="/stages" look="quiet" className="-ml-6">
            {t("stagesLink")}
          </ButtonLink>
        </section>
        <HowToBook holdMinutes={config().HOLD_MINUTES} />
      </div>
    </>
  );
}
