/**
 * Colours in two coats. Mail programs keep inline styles and many drop the style sheet, so the light coat is inline and the
 * dark one overrides it from the sheet; a program that knows neither shows the light one.
 */
export const LIGHT = {
  page: "#edf3f6",
  card: "#ffffff",
  soft: "#f1f7fa",
  warm: "#fff6e5",
  line: "#d8e4ea",
  ink: "#12303f",
  muted: "#4c6572",
  warmInk: "#6b4300",
  accent: "#0a6586",
  onAccent: "#ffffff",
} as const;

const DARK = {
  page: "#0c161c",
  card: "#14232c",
  soft: "#1b303b",
  warm: "#3a2c10",
  line: "#2b4351",
  ink: "#e9f2f6",
  muted: "#a3b9c4",
  warmInk: "#ffdf9e",
  accent: "#6cc5e6",
  onAccent: "#062330",
} as const satisfies Record<keyof typeof LIGHT, string>;

export const FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
export const MONOSPACE = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace";

export const STYLE_SHEET = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a { word-break: break-word; }
@media (max-width: 480px) {
  .card > tbody > tr > td { padding: 24px 20px !important; }
  .code { font-size: 19px !important; letter-spacing: 0 !important; }
}
@media (prefers-color-scheme: dark) {
  body, .page, .page > table > tbody > tr > td { background-color: ${DARK.page} !important; }
  .card { background-color: ${DARK.card} !important; border-color: ${DARK.line} !important; }
  .soft { background-color: ${DARK.soft} !important; border-color: ${DARK.line} !important; }
  .warm { background-color: ${DARK.warm} !important; border-color: ${DARK.warm} !important; }
  .warm, .warm p { color: ${DARK.warmInk} !important; }
  .ink { color: ${DARK.ink} !important; }
  .muted { color: ${DARK.muted} !important; }
  .accent { color: ${DARK.accent} !important; }
  .button { background-color: ${DARK.accent} !important; color: ${DARK.onAccent} !important; }
  .rule { border-color: ${DARK.line} !important; }
}
`;
