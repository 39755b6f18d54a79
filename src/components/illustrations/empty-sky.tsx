/** An empty sky over the mountains: for places where nothing is, yet. */
export function EmptySky({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 200 120" className={`rounded-2xl bg-sky ${className}`} aria-hidden="true" focusable="false">
      <path className="ridge-far" opacity="0.6" d="M0 86 34 52l18 16 30-42 22 26 14-14 30 40 20-18 32 30v34H0Z" />
      <path className="snow" opacity="0.8" d="M82 26 66 48l11-4 6 8 8-9 9 6 4 3Z" />
      <path className="ridge-middle" opacity="0.7" d="M0 98c30-16 60-12 92-4s70 8 108-8v34H0Z" />
      <circle className="sun" cx="160" cy="28" r="11" />
    </svg>
  );
}
