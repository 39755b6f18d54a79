import path from "node:path";
import { install, root } from "./npm-install.mjs";

/**
 * The folders in tools/ have dependencies of their own, so that whoever only runs the shop does not install them.
 *
 * @param {string} set `check` or `browser`
 * @returns {string} the folder, installed
 */
export function installTools(set) {
  const folder = path.join(root, "tools", set);
  install({ folder, what: `the tools in tools/${set}` });
  return folder;
}
