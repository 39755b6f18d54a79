/** Colours of the pictures. In dark mode those in `DARK` are exchanged; all others can be read on both papers. */
export const PAPER = "#ffffff";
export const INK = "#1f2937";
export const PALE = "#8b929c";
export const LINE = "#e5e7eb";
export const BAR = "#2563eb";
export const REACHED = "#15803d";
export const NOT_REACHED = "#b91c1c";
/** On a coloured field, which keeps its colour. */
export const INK_ON_COLOUR = "#111111";

const DARK: Record<string, string> = {
  [PAPER]: "#0d1117",
  [INK]: "#e6edf3",
  [LINE]: "#30363d",
  [BAR]: "#6ea8fe",
  [REACHED]: "#4ac26b",
  [NOT_REACHED]: "#ff7b72",
};

/** A picture that follows its reader's choice of light or dark, also where a page shows it as an image. */
export function withDarkMode(svg: string): string {
  const rules = Object.entries(DARK).flatMap(([light, dark]) =>
    (["fill", "stroke"] as const).map((kind) => `[${kind}="${light}"]{${kind}:${dark}}`),
  );
  return svg.replace(
    /<svg [^>]*>/,
    (opening) => `${opening}\n<style>@media (prefers-color-scheme:dark){${rules.join("")}}</style>`,
  );
}
