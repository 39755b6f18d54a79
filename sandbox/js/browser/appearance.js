/** The part of Stripe's Appearance API that the form understands, as custom properties of its style sheet. */
const VARIABLES = {
  colorPrimary: "--primary",
  colorBackground: "--background",
  colorText: "--text",
  colorTextSecondary: "--quiet",
  colorTextPlaceholder: "--placeholder",
  colorDanger: "--danger",
  borderRadius: "--radius",
  fontFamily: "--font",
  fontSizeBase: "--size",
  spacingUnit: "--space",
};

export function applyAppearance(appearance) {
  const root = document.documentElement;
  root.dataset.theme = appearance?.theme ?? "stripe";
  for (const [name, property] of Object.entries(VARIABLES)) {
    const value = appearance?.variables?.[name];
    if (typeof value === "string") root.style.setProperty(property, value);
    else root.style.removeProperty(property);
  }
}
