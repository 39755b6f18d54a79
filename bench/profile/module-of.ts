import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type ModuleOf = (url: string, line: number) => string;

/** esbuild writes above each module of a bundle where it comes from. */
const HEADING = /^\/\/ ((?:node_modules|src)\/\S+)$/;

/**
 * Where a function was written, as an address that ends with a path from the repository's root. The built server is a few files of
 * many modules; every other file is one module, and keeps its address. Lines are counted from 0.
 */
export function openModules(read: (url: string) => string = readBuilt): ModuleOf {
  const sections = new Map<string, { line: number; file: string }[]>();
  return (url, line) => {
    if (!url.startsWith("file:") || /\/(node_modules|src)\//.test(url)) return url;
    const known = sections.get(url) ?? sectionsOf(read(url));
    sections.set(url, known);
    const file = known.findLast((section) => section.line <= line)?.file;
    return file === undefined ? url : `bundled:/${file}`;
  };
}

const readBuilt = (url: string): string => {
  const file = fileURLToPath(url);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

function sectionsOf(text: string): { line: number; file: string }[] {
  return text.split("\n").flatMap((content, line) => {
    const file = HEADING.exec(content)?.[1];
    return file === undefined ? [] : [{ line, file }];
  });
}
