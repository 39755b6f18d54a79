import path from "node:path";
import { ensureBuild } from "../../scripts/launch/build.ts";
import { root } from "../../scripts/npm-install.mjs";

/** Browser tests see the pages as visitors do: built, not compiled while they wait. */
export async function setup(): Promise<void> {
  await ensureBuild({ logFile: path.join(root, ".data", "logs", "build.log") });
}
