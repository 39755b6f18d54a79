import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../npm-install.mjs";

interface Breach {
  /** The rule of the house that is broken. */
  breaks: string;
  file: string;
  code: string;
  caughtBy: string;
}

const RESTRICTED = "no-restricted-imports";

/**
 * One breach of each rule that the linter holds for us. A rule that nobody has seen say no may be a rule that a wrong
 * pattern has switched off.
 */
const BREACHES: Breach[] = [
  {
    breaks: "a feature keeps its queries to itself",
    file: "src/features/orders/server/breach-queries.ts",
    code: 'import "@/features/payments/server/queries";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "a feature keeps its other queries to itself",
    file: "src/features/orders/server/breach-more-queries.ts",
    code: 'import "@/features/bookings/server/hold-queries";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "a feature keeps its rules to itself",
    file: "src/features/orders/server/breach-rules.ts",
    code: 'import "@/features/cart/rules";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "another feature is named from the root",
    file: "src/features/orders/server/breach-relative.ts",
    code: 'import "../../payments/server/queries";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "pages too go through use cases",
    file: "src/app/breach-queries.ts",
    code: 'import "@/features/cart/server/queries";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "a feature does not know the pages",
    file: "src/features/cart/breach-app.ts",
    code: 'import "@/app/api/api";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "the library knows no feature",
    file: "src/lib/breach-feature.ts",
    code: 'import "@/features/cart/schemas";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "the database layer knows no feature",
    file: "src/db/breach-feature.ts",
    code: 'import "../features/cart/schemas";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "the product does not import the local Stripe",
    file: "src/lib/breach-sandbox.ts",
    code: 'import "../../sandbox/main";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "the product does not import the mailbox",
    file: "src/features/notifications/server/breach-mailbox.ts",
    code: 'import "../../../../mailbox/start-mailbox";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "the product does not import its tests",
    file: "src/app/breach-tests.ts",
    code: 'import "../../tests/support/browser";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "the local Stripe knows nothing of the product",
    file: "sandbox/breach-product.ts",
    code: 'import "@/lib/money";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "the mailbox knows nothing of the product",
    file: "mailbox/breach-product.ts",
    code: 'import "../src/lib/money";',
    caughtBy: RESTRICTED,
  },
  {
    breaks: "no circles",
    file: "src/features/cart/breach-circle.ts",
    code: 'import { round } from "@/features/orders/breach-circle";\nexport const there = () => round();',
    caughtBy: "no-cycle",
  },
  {
    breaks: "no barrel files",
    file: "src/features/cart/breach-barrel.ts",
    code: 'export * from "./breach-clean";',
    caughtBy: "no-barrel-file",
  },
  {
    breaks: "no any",
    file: "src/lib/breach-any.ts",
    code: "export const anything: any = 1;",
    caughtBy: "no-explicit-any",
  },
  {
    breaks: "no !",
    file: "src/lib/breach-assertion.ts",
    code: "export const first = (list: string[]) => list[0]!.length;",
    caughtBy: "no-non-null-assertion",
  },
  {
    breaks: "no promise is forgotten",
    file: "src/lib/breach-promise.ts",
    code: "export function forget() {\n  Promise.resolve(1);\n}",
    caughtBy: "no-floating-promises",
  },
];

/** What the breaches need beside them, and what must pass: a linter that refuses everything proves nothing. */
const CLEAN: Record<string, string> = {
  "src/features/orders/breach-circle.ts":
    'import { there } from "@/features/cart/breach-circle";\nexport const round = () => there();',
  "src/features/cart/breach-clean.ts":
    'import { takeHold } from "@/features/bookings/server/take-hold";\nimport { findCart } from "./server/queries";\nexport const clean = () => [takeHold, findCart];',
};

const folder = mkdtempSync(path.join(tmpdir(), "planted-breaches-"));
try {
  plant();
  const findings = lint();
  const missed = BREACHES.filter(
    ({ file, caughtBy }) => !findings.some((found) => found.file === file && found.rule === caughtBy),
  );
  const unjust = findings.filter(({ file }) => file.endsWith("breach-clean.ts"));
  for (const { breaks, file } of missed) console.error(`Not caught: ${breaks} (${file})`);
  for (const { rule } of unjust) console.error(`Refused without reason: ${rule}`);
  if (missed.length + unjust.length > 0) process.exitCode = 1;
  else console.log(`Each of ${BREACHES.length} planted breaches was caught.`);
} finally {
  rmSync(folder, { recursive: true });
}

/** In a folder of its own with our configuration: a breach must never lie in the sources, even for a second. */
function plant(): void {
  for (const name of [".oxlintrc.json", "tsconfig.json"]) cpSync(path.join(root, name), path.join(folder, name));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const files = { ...Object.fromEntries(BREACHES.map(({ file, code }) => [file, code])), ...CLEAN };
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${code}\n`);
  }
}

function lint(): { file: string; rule: string }[] {
  const tool = path.join(root, "scripts", "tool.mjs");
  const args = [tool, "check", "oxlint", "--type-aware", "--format=json", "src", "sandbox", "mailbox"];
  const answer = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  // The linter's own format, checked by what we look for in it.
  const report = JSON.parse(answer.stdout.slice(answer.stdout.indexOf("{"))) as {
    diagnostics: { filename: string; code: string }[];
  };
  return report.diagnostics.map(({ filename, code }) => ({
    file: path.isAbsolute(filename) ? path.relative(folder, filename) : filename,
    rule: /\(([^)]*)\)/.exec(code)?.[1] ?? code,
  }));
}
