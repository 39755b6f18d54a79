// Runs after every installation (`postinstall`). Only `node:` modules here: it must work on any Node.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "./npm-install.mjs";

/** Of the Node that npm installs we use the program: not the headers for compiling add-ons, nor the manual. */
const NODE_EXTRAS = ["include", "share"];

/** Nothing reads a dependency's source maps or its news; together they are a sixth of the folder. Licences stay. */
const UNREAD = /(\.([cm]?[jt]sx?|css)\.map|\.flow|^(readme|changelog|history)(\.(md|markdown|txt))?)$/i;

trim(path.join(root, "node_modules"));

/** @param {string} nodeModules */
function trim(nodeModules) {
  if (!existsSync(nodeModules)) return;
  for (const entry of readdirSync(nodeModules)) {
    if (!/^node-(linux|darwin)-/.test(entry)) continue;
    for (const extra of NODE_EXTRAS) {
      rmSync(path.join(nodeModules, entry, extra), { recursive: true, force: true });
    }
  }
  removeUnread(nodeModules);
}

/** @param {string} folder */
function removeUnread(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const target = path.join(folder, entry.name);
    if (entry.isDirectory()) removeUnread(target);
    else if (entry.isFile() && UNREAD.test(entry.name)) rmSync(target);
  }
}
