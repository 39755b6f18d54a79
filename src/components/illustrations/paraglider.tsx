/** A wing in flight with its two passengers. Drifts a little, unless the visitor prefers stillness. */
export function Paraglider({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 240 190" className={className} aria-hidden="true" focusable="false">
      <g fill="none" stroke="var(--ridge-front)" strokeWidth="1" opacity="0.55">
        <path d="M22 70 116 150M54 56 117 149M88 47 119 148M120 44v104M152 47 121 148M186 56 123 149M218 70 124 150" />
      </g>
      {/* The canopy is one curve, its cells another colour each third: seen from afar a wing reads by its stripes. */}
      <path
        fill="var(--wing)"
        d="M12 74C26 30 74 8 120 8s94 22 108 66c-12-12-28-20-44-25-22-7-42-9-64-9s-42 2-64 9c-16 5-32 13-44 25Z"
      />
      <path fill="var(--sun)" d="M56 49C62 26 88 12 120 8c32 4 58 18 64 41-22-7-42-9-64-9s-42 2-64 9Z" />
      <path fill="var(--snow)" d="M92 43C94 26 104 14 120 8c16 6 26 18 28 35-9-2-18-3-28-3s-19 1-28 3Z" />
      <g fill="var(--ridge-front)">
        <circle cx="115" cy="152" r="5.5" />
        <circle cx="127" cy="149" r="5.5" />
        <path d="M107 160c5-5 24-8 28-4 3 4 2 12-2 16l12 5-2 5-20-4-14 1c-5-4-6-14-2-19Z" />
      </g>
    </svg>
  );
}
