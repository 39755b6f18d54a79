import type { Texts } from "./texts.ts";

const REDRAW_MS = 200;
/** Where there is no terminal to redraw, a line this often says that we are still alive. */
const PLAIN_LINE_MS = 5_000;

export interface Progress {
  /** Shows what is going on with its seconds, and how long it took at the end. Several may run at once. */
  step<T>(label: string, work: () => Promise<T>): Promise<T>;
  /** A line of its own, above what is going on. */
  say(line: string): void;
  stop(): void;
}

export function showProgress(texts: Texts): Progress {
  const terminal = process.stdout.isTTY;
  const running = new Map<string, number>();
  let stopped = false;
  const timer = setInterval(draw, terminal ? REDRAW_MS : PLAIN_LINE_MS);
  timer.unref();

  function draw() {
    if (running.size === 0) return;
    const parts = [...running].map(([label, begun]) => `${label}… ${Math.floor((performance.now() - begun) / 1000)} s`);
    const line = `  ${parts.join(" · ")}`;
    if (terminal) process.stdout.write(`\r\x1b[2K${line.slice(0, process.stdout.columns - 1)}`);
    else console.log(line);
  }
  function say(line: string) {
    if (stopped) return;
    if (terminal) process.stdout.write("\r\x1b[2K");
    console.log(line);
    if (terminal) draw();
  }

  return {
    say,
    async step(label, work) {
      const begun = performance.now();
      running.set(label, begun);
      if (terminal) draw();
      try {
        const result = await work();
        running.delete(label);
        say(`  ✓ ${label} (${texts.seconds((performance.now() - begun) / 1000)})`);
        return result;
      } finally {
        running.delete(label);
      }
    },
    stop() {
      clearInterval(timer);
      stopped = true;
      running.clear();
      if (terminal) process.stdout.write("\r\x1b[2K");
    },
  };
}
