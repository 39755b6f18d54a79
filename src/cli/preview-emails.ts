import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { sampleEmails } from "@/features/notifications/emails/samples";
import { renderEmail } from "@/features/notifications/server/render-email";

/** Writes every e-mail in both languages as HTML and text, to be looked at: `tsx src/cli/preview-emails.ts FOLDER`. */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Say into which folder the e-mails shall be written: tsx src/cli/preview-emails.ts FOLDER");
  process.exit(1);
}
await mkdir(folder, { recursive: true });
for (const locale of ["fr", "en"] as const) {
  for (const [name, facts] of Object.entries(sampleEmails(locale))) {
    const { subject, html, text } = await renderEmail(facts);
    await writeFile(path.join(folder, `${name}.${locale}.html`), html);
    await writeFile(path.join(folder, `${name}.${locale}.txt`), `${subject}\n\n${text}\n`);
  }
}
