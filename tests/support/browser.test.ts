import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { findBrowser } from "./browser.ts";

test("a browser is found on this machine, shows a page and keeps to its security policy", async () => {
  const { env, ...options } = await findBrowser();
  const browser = await chromium.launch({ ...options, env: { ...process.env, ...env } });
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">';

    await page.setContent(`${policy}<h1>Envol</h1><script>document.title = "ran"</script>`);

    expect(await page.locator("h1").textContent()).toBe("Envol");
    expect(await page.title()).toBe("");
    expect(page.viewportSize()).toEqual({ width: 390, height: 844 });
  } finally {
    await browser.close();
  }
}, 120_000);
