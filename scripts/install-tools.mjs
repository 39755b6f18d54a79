import path from "node:path";
import { install, root } from "./npm-install.mjs";

/**
 * The folders in tools/ have dependencies of their own, so that whoever only runs the shop does not install them.
 *
 * @param {string} set `check` or `browser`
 * @returns {Promise<string>} the folder, installed
 */
export async function installTools(set) {
  const folder = path.join(root, "tools", set);
  await install({ folder, what: `the tools in tools/${set}` });
  return folder;
}
