// Loaded first (`node --import`) by every program that we start: it ends the program when the one that started it
// is gone. A launcher that is killed has no time to stop anything, and a forgotten server would keep its port.
import { isMainThread } from "node:worker_threads";

const LOOK_EVERY_MS = 400;
/** The same time that a program gets for stopping when it is asked to. */
const TIME_TO_STOP_MS = 4_000;

if (isMainThread) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    setTimeout(() => process.exit(1), TIME_TO_STOP_MS).unref();
    process.kill(process.pid, "SIGTERM");
  }, LOOK_EVERY_MS);
  watch.unref();
}
