import { readCommandLine, USAGE, UsageError } from "./command-line";
import { startSandbox } from "./start";

try {
  const options = readCommandLine(process.argv.slice(2), process.env);
  if (options === "help") process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${USAGE}`);
  else process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(1);
}

async function run(options: Exclude<ReturnType<typeof readCommandLine>, "help">): Promise<void> {
  const sandbox = await startSandbox(options);
  process.stdout.write(`Stripe sandbox ready on ${sandbox.url}\n`);
  const stop = () => void sandbox.close().finally(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (Reflect.get(error, "code") === "EADDRINUSE")
    return "The port is taken: another sandbox runs, or choose another with --port.";
  if (error.message === "database is locked")
    return "The data folder is in use by another sandbox: end that one, or choose another folder with --data.";
  return error.stack ?? error.message;
}
