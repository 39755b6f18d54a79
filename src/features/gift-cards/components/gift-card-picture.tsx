import { Paraglider } from "@/components/illustrations/paraglider";

/** What is drawn on a gift card. Drawn by the server alone: a visitor's browser need not load how. */
export function GiftCardPicture() {
  return (
    <>
      <svg viewBox="0 0 320 200" preserveAspectRatio="xMidYMax slice" className="absolute inset-0 size-full">
        <circle className="sun" cx="246" cy="62" r="20" />
        <path className="ridge-far" d="M0 128 44 92l28 20 46-50 34 32 26-18 44 44 30-22 68 46v72H0Z" />
        <path className="snow" d="M118 62 94 88l15-4 9 9 10-11 13 6 11 6Z" />
        <path className="ridge-front" d="M0 138c50-20 96-18 146-8s112 12 174-12v82H0Z" />
      </svg>
      <Paraglider className="absolute top-4 left-6 w-24" />
    </>
  );
}
