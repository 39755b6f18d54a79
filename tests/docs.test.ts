import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { WORKLIST_KINDS } from "@/db/schema/operations";
import { LISTENED_EVENTS } from "@/features/payments/server/listened-events";
import { metrics } from "@/lib/metrics";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const filesOf = (...patterns: string[]) =>
  globSync(patterns, { cwd: root, exclude: (name) => name.split(path.sep).includes("node_modules") });

const documents = filesOf("*.md", "{docs,sandbox,mailbox,scripts,bench,tests}/**/*.md");
const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: Record<string, string> }).scripts);
/** Everything that a document may name: sources, migrations, settings. Not the tests: they may name what is gone. */
const sources = filesOf(
  "{src,scripts,drizzle,sandbox,mailbox}/**/*.{ts,tsx,mjs,sql}",
  "tests/support/*.ts",
  ".env.example",
  "*.ts",
  "package.json",
)
  .filter((file) => !/\.test\.tsx?$/.test(file))
  .map(read)
  .join("\n");

/** All captures of the pattern's first group, each once. */
const found = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? "")),
];

/** As GitHub makes the anchor of a heading. */
const anchorOf = (heading: string) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

test("there are documents to look at", () => {
  expect(documents).toEqual(
    expect.arrayContaining(["README.md", "ARCHITECTURE.md", "docs/domain/glossary.md", "docs/operations/rollback.md"]),
  );
  expect(scripts).toContain("demo");
});

describe.each(documents)("%s", (file) => {
  const text = read(file);
  const prose = text.replace(/```[\s\S]*?```/g, "");

  test("links to what exists", () => {
    const links = found(prose, /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));

    const broken = links.filter((link) => {
      const [target = "", anchor] = link.split("#");
      const place = target === "" ? file : path.join(path.dirname(file), target);
      if (!existsSync(path.join(root, place))) return true;
      return (
        anchor !== undefined &&
        !found(read(place), /^#+ (.+)$/gm)
          .map(anchorOf)
          .includes(anchor)
      );
    });
    expect(broken).toEqual([]);
  });

  test("names commands that exist", () => {
    const named = [...found(text, /npm run ([a-z][\w:-]*)/g), ...found(text, /npm (start|test)\b/g)];

    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  test("names files that exist", () => {
    const named = found(prose, /`((?:src|scripts|docs|drizzle|sandbox|mailbox|tests|tools|bench)\/[^`\s]*)`/g);

    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });
});

/** Words of the code: functions, columns, constraints, settings. What is renamed there must be renamed here. */
const ABOUT_THE_CODE = documents.filter((file) =>
  /^(README|ARCHITECTURE|CONTRIBUTING)\.md$|^docs\/(domain|operations)\//.test(file),
);

test.each(ABOUT_THE_CODE)("%s names things of the code by their present names", (file) => {
  const named = found(
    read(file).replace(/```[\s\S]*?```/g, ""),
    /`([A-Za-z]+(?:_[A-Za-z]+)+|[a-z]+[A-Z]\w+)(?:\([^`]*\))?`/g,
  ).filter((name) => !OTHERS_WORDS.has(name));

  expect(named.filter((name) => !sources.includes(name))).toEqual([]);
});

/** Of PostgreSQL's, npm's and Stripe's: right, and nowhere in our sources. */
const OTHERS_WORDS = new Set([
  "max_connections",
  "synchronous_standby_names",
  "wal_writer_delay",
  "pg_dump",
  "node_modules",
  "devDependencies",
]);

describe("the tables are complete", () => {
  test("the README's list of events to select is what we listen to", () => {
    const listed = found(read("README.md"), /`((?:payment_intent|charge|refund)\.[a-z_.]+)`/g);

    expect(listed.toSorted()).toEqual(Object.keys(LISTENED_EVENTS).toSorted());
  });

  test("alerts.md tells what to do about every alert that the code can raise", () => {
    const raised = filesOf("src/**/*.ts")
      .filter((file) => !file.endsWith(".test.ts"))
      .flatMap((file) => kindsRaisedBy(read(file)));

    expect(raised.length).toBeGreaterThan(15);
    expect([...new Set(raised)].filter((kind) => !hasRow(kind))).toEqual([]);
  });

  test("alerts.md tells what a person does about every kind of worklist entry", () => {
    expect(WORKLIST_KINDS.filter((kind) => !hasRow(kind))).toEqual([]);
  });

  test("alerts.md explains every metric of ours", async () => {
    const names = (await metrics().registry.getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) => name.startsWith("envol_"));

    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !read("docs/operations/alerts.md").includes(`\`${name}`))).toEqual([]);
  });
});

const hasRow = (kind: string) => read("docs/operations/alerts.md").includes(`| \`${kind}\` |`);

/** The kinds written out where an alert is raised, and those that the rules of e-mails choose from. */
function kindsRaisedBy(source: string): string[] {
  const written = found(source, /raiseAlert\([^;]*?\bkind: ([^,]+),/g).flatMap((expression) =>
    found(expression.replace(/^[^?]*\?/, ""), /"(\w+)"/g),
  );
  const chosen = found(source, /^ {2}alert: ([^;]+);$/gm).flatMap((type) => found(type, /"(\w+)"/g));
  return [...written, ...chosen];
}
