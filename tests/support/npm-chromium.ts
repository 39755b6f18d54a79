import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { holdFile } from "../../scripts/file-lock.mjs";
import { installTools } from "../../scripts/install-tools.mjs";
import type { Browser } from "./browser.ts";

const NOTHING_ADDED: Record<string, string> = {};

/** A Chromium from npm, installed and unpacked the first time. Throws where it does not run. */
export async function npmChromium(): Promise<Browser> {
  const tools = await installTools("browser");
  const folder = await unpack(tools);
  const executablePath = path.join(folder, "chromium");

  const withOwnLibraries: Record<string, string> = {
    LD_LIBRARY_PATH: path.join(folder, "al2023", "lib"),
  };
  const environment = [NOTHING_ADDED, withOwnLibraries].find((env) => starts(executablePath, env));
  if (!environment) {
    throw new Error(
      "The Chromium from npm does not run on this machine. Install Chromium or Chrome, or set CHROME_PATH to one.",
    );
  }
  const fonts: Record<string, string> = existsSync("/etc/fonts") ? {} : { FONTCONFIG_PATH: path.join(folder, "fonts") };
  return {
    executablePath,
    // It was built to run where nothing is allowed: without sandbox, and without the process that would prepare others.
    args: ["--no-sandbox", "--no-zygote", "--disable-dev-shm-usage"],
    env: { ...environment, ...fonts },
  };
}

/** Into a draft that gets its name when it is whole: an unpacking that was broken off is done again. */
async function unpack(tools: string): Promise<string> {
  const folder = path.join(tools, "node_modules", ".chromium");
  const release = await holdFile(path.join(tools, ".unpack-lock"), () =>
    console.log("Another command is unpacking the browser; waiting for it…"),
  );
  try {
    if (!existsSync(folder)) {
      const draft = `${folder}.draft`;
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft);
      execFileSync(process.execPath, [path.join(tools, "unpack.mjs")], { cwd: draft });
      renameSync(draft, folder);
    }
  } finally {
    release();
  }
  return folder;
}

function starts(program: string, env: Record<string, string>): boolean {
  const answer = spawnSync(program, ["--version", "--no-sandbox"], {
    env: { ...process.env, ...env },
    timeout: 20_000,
  });
  return answer.status === 0;
}
