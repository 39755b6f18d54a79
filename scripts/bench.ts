import { spawn } from "node:child_process";

/** `npm run bench`: see bench/main.ts, which explains its arguments by `--help`. */
const child = spawn(
  process.execPath,
  ["--import", import.meta.resolve("tsx"), "bench/main.ts", ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
