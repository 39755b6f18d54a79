// `node scripts/tool.mjs <set> <program> [arguments…]`: runs a program of tools/<set>, installed the first time.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { installTools } from "./install-tools.mjs";

const [set, program, ...args] = process.argv.slice(2);
if (!set || !program) {
  console.error("Usage: node scripts/tool.mjs <set> <program> [arguments…]");
  process.exit(2);
}
const programs = path.join(await installTools(set), "node_modules", ".bin");
const env = { ...process.env, PATH: `${programs}${path.delimiter}${process.env.PATH}` };
process.exit(spawnSync(path.join(programs, program), args, { env, stdio: "inherit" }).status ?? 1);
