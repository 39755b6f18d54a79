import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * A test that names the fault cases that it proves, each in brackets of its own at the end, so that a search for `[D6]` finds it:
 * `test("a second delivery changes nothing [D1] [D6]", …)`. What stands in one pair of brackets is one number: `[D1, D6]` is no case.
 */
export type TaggedTest = {
  /** From the repository's root, with `/`. */
  file: string;
  /** The groups around it, outermost first, and its own name without the brackets. */
  sentence: string;
  /** Its own name as it stands in the source, with the `%s` and `$…` of a table of tests. */
  name: string;
  numbers: string[];
};

const TAG = /\[([A-Z]\d[^\]]*)\]/g;
const TAGS_AT_END = /(?: \[[A-Z]\d[^\]]*\])+$/;
/** A whole string of one line whose end is such brackets. */
const TAGGED_STRING = /(["'`])((?:(?!\1)[^\\\n]|\\.)*?(?: \[[A-Z]\d[^\]"'`\n]*\])+)\1/g;
const GROUP = /^( *)describe(?:\.\w+\(.*\))?\((["'`])(.*?)\2,/;

/** Reads the sources without running them. They are formatted, so a group ends where a line closes at its indentation. */
export function readTaggedTests(root: string): TaggedTest[] {
  const files = globSync("{src,tests,sandbox,mailbox,scripts,bench}/**/*.test.{ts,tsx}", { cwd: root })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => !file.includes("node_modules/"))
    .toSorted();
  return files.flatMap((file) => taggedTestsOf(file, readFileSync(path.join(root, file), "utf8")));
}

export function taggedTestsOf(file: string, source: string): TaggedTest[] {
  const groups: { indent: string; title: string }[] = [];
  return source.split("\n").flatMap((line) => {
    const opened = GROUP.exec(line);
    if (opened) {
      groups.push({ indent: opened[1] ?? "", title: withoutTags(opened[3] ?? "") });
      // Numbers belong to tests: a group of them may hold one that proves something else.
      return [];
    }
    const around = groups.at(-1);
    if (around && line.startsWith(`${around.indent}})`)) groups.pop();
    return [...line.matchAll(TAGGED_STRING)].map(([, , text = ""]) => {
      const name = text.replaceAll(/\\(.)/g, "$1");
      return {
        file,
        sentence: [...groups.map((group) => group.title), withoutTags(name)].join(": "),
        name,
        numbers: numbersIn(name),
      };
    });
  });
}

export const withoutTags = (name: string): string => name.replace(TAGS_AT_END, "");

export const numbersIn = (name: string): string[] =>
  [...(TAGS_AT_END.exec(name)?.[0] ?? "").matchAll(TAG)].map(([, number = ""]) => number);
