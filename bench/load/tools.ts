import { pathToFileURL } from "node:url";
import path from "node:path";
import { installTools } from "../../scripts/install-tools.mjs";

/** A package of tools/bench, installed the first time. The caller knows its type: what is not installed cannot be type-checked. */
export async function loadTool<Module>(file: string): Promise<Module> {
  const folder = await installTools("bench");
  return (await import(pathToFileURL(path.join(folder, "node_modules", file)).href)) as Module;
}
