import { findSourceMap } from "node:module";

const FRAME = /^(.*?\(?)(file:\/\/\/?\S+?|\/\S+?):(\d+):(\d+)(\)?)$/;

/**
 * A line of an error's stack, told by the place in our sources where the built server has a map. Node does this by itself, until Next
 * puts into the process a writer of stacks that knows no maps. A line without a map stays as it is.
 */
export function inOurSources(line: string): string {
  const [, before, file, row, column, after] = FRAME.exec(line) ?? [];
  if (file === undefined) return line;
  const origin = findSourceMap(file)?.findOrigin(Number(row), Number(column));
  if (origin === undefined || !("fileName" in origin) || !origin.fileName) return line;
  return `${before}${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}${after}`;
}
