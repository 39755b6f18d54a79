/** Three digits that say something, and thousands that can be read: 0.123, 4.57, 45.7, 1,234. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.max(0, Math.min(3, 2 - digits));
  return value.toLocaleString("en-GB", { minimumFractionDigits: 0, maximumFractionDigits: decimals });
}

export const percent = (share: number): string => `${share >= 0 ? "+" : "−"}${short(Math.abs(share) * 100)} %`;
