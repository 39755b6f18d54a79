import { watch } from "node:fs";
import path from "node:path";
import { root } from "../npm-install.mjs";
import { type Parts, READY } from "./parts.ts";
import type { Launch } from "./plan.ts";
import { ProgramEnded } from "./program.ts";

/** Editors write a file in several steps, and a change of branch writes many. */
const SETTLE_MS = 150;

/**
 * Next's own server follows the pages while it runs. The API, the jobs and what they use are loaded once by Node:
 * they are started anew.
 */
export function restartOnChange({ household, texts }: Launch, { shop }: Parts): void {
  let { program } = shop;
  let changed: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let restarting = false;

  const watcher = watch(path.join(root, "src"), { recursive: true }, (_event, name) => {
    if (name === null || !needsRestart(name)) return;
    changed = name;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), SETTLE_MS);
  });
  watcher.unref();

  async function restart(): Promise<void> {
    // Files that change meanwhile are seen at the end of the loop.
    if (restarting) return;
    restarting = true;
    while (changed !== undefined && !household.isStopping()) {
      console.log(`  ${texts.restarting(path.join("src", changed))}`);
      changed = undefined;
      await household.replace(program);
      await startAnew();
    }
    restarting = false;
  }

  async function startAnew(): Promise<void> {
    // A mistake in the code ends the program, not the session: the next change starts it again.
    program = household.start(shop.options, "shop", () => console.log(`  ${texts.waitingForChange}`));
    try {
      await program.prints(READY.shop);
    } catch (error) {
      if (!(error instanceof ProgramEnded)) throw error;
    }
  }
}

/** Exported for its test. */
export function needsRestart(name: string): boolean {
  const file = name.split(path.sep).join("/");
  if (!/\.(ts|mts|json|sql)$/.test(file) || file.endsWith(".test.ts")) return false;
  if (file.startsWith("app/")) return file.startsWith("app/api/");
  // The browser's half of a feature, and what only pages show.
  return !/(^|\/)(components|hooks)\//.test(file);
}
