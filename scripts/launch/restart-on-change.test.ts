import { expect, test } from "vitest";
import { needsRestart } from "./restart-on-change.ts";

test.for([
  "lib/money.ts",
  "features/cart/server/add-item.ts",
  "features/cart/rules.ts",
  "app/api/api.ts",
  "app/api/webhooks/stripe/route.ts",
  "i18n/messages/fr.json",
])("a change of %s starts the API and the jobs anew", (file) => {
  expect(needsRestart(file)).toBe(true);
});

test.for([
  "app/[locale]/layout.tsx",
  "app/globals.css",
  "components/ui/button.tsx",
  "features/cart/components/cart-view.tsx",
  "features/cart/hooks/use-cart.ts",
  "lib/money.test.ts",
])("a change of %s is left to Next", (file) => {
  expect(needsRestart(file)).toBe(false);
});
