import { parseArgs } from "node:util";
import { startMailbox } from "./start-mailbox.ts";

/** `mailbox/main.ts --smtp-port 1025 --port 8025 --data DIR` */
const { values } = parseArgs({
  options: {
    "smtp-port": { type: "string", default: "1025" },
    port: { type: "string", default: "8025" },
    data: { type: "string" },
  },
});
const mailbox = await startMailbox({
  smtpPort: Number(values["smtp-port"]),
  port: Number(values.port),
  ...(values.data === undefined ? {} : { dataDir: values.data }),
});
console.log(`Mailbox ready on ${mailbox.url} (${mailbox.smtpUrl})`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void mailbox.stop().then(() => process.exit(0)));
}
