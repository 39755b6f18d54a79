import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { npmChromium } from "./npm-chromium.ts";

/** What playwright's `chromium.launch` needs to start a browser here; `env` is added to our own environment. */
export interface Browser {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const MAC_PROGRAMS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The browser of `CHROME_PATH`, else the system's, else one from npm that is installed the first time.
 * Throws when there is none for this machine.
 */
export async function findBrowser(): Promise<Browser> {
  const system = process.env.CHROME_PATH || findSystemBrowser();
  if (system) return { executablePath: system, args: argumentsHere(), env: {} };
  if (process.platform === "linux" && process.arch === "x64") return npmChromium();
  throw new Error("No Chrome or Chromium was found. Install one, or set CHROME_PATH to it.");
}

function findSystemBrowser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter).concat("/usr/bin", "/snap/bin");
  const places = folders.flatMap((folder) => PROGRAMS.map((name) => path.join(folder, name)));
  return [...places, ...MAC_PROGRAMS].find((place) => isExecutable(place) && starts(place));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Some distributions install a script in its place that only says where to get the browser. */
function starts(file: string): boolean {
  const answer = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 10_000 });
  return answer.status === 0 && /chrom/i.test(answer.stdout);
}

/** Chromium refuses its own sandbox to root, and in most containers. Only our own pages are opened in it. */
function argumentsHere(): string[] {
  const inContainer = process.getuid?.() === 0;
  return inContainer ? ["--no-sandbox", "--disable-dev-shm-usage"] : [];
}
