import path from "node:path";
import type { OutputBundle } from "rolldown";
import { root } from "../npm-install.mjs";
import { BUILT_SERVER } from "./node-arguments.ts";

/**
 * Makes plain JavaScript of src/main.ts and of the packages that it uses, in few files: the modules of Drizzle alone, loaded one by
 * one, cost every start half a second and 200 MB, and tsx as much again. What is imported late stays apart. `folder` is two
 * below the root, as src/lib/root.ts expects.
 */
export async function buildServer(folder = path.dirname(BUILT_SERVER)): Promise<void> {
  // Loaded here, because a launcher that only starts what is built needs none.
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    cwd: root,
    input: { main: "src/main.ts" },
    platform: "node",
    // Next is loaded from its own folder. Its copies of our code share our pool (src/db/client.ts), so both must mean the same pg.
    external: ["next", "pg"],
    plugins: [{ name: "our positions only", generateBundle: (_options, files) => removeMapsOfPackages(files) }],
  });
  await bundle.write({
    dir: path.join(root, folder),
    cleanDir: true,
    format: "esm",
    sourcemap: true,
    sourcemapExcludeSources: true,
    comments: { legal: false },
    codeSplitting: { groups: [{ name: PACKAGES, test: /[\\/]node_modules[\\/]/, entriesAware: true }] },
  });
  await bundle.close();
}

/** Files of their own, so that a map of our own lines stays small. */
const PACKAGES = "packages";

/** Ten times as large as ours, and Node would keep them in memory. */
function removeMapsOfPackages(files: OutputBundle): void {
  for (const name of Object.keys(files)) {
    if (name.startsWith(PACKAGES) && name.endsWith(".map")) delete files[name];
  }
}
