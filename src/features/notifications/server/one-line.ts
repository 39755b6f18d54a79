/** A line break in a name would begin another header. The shop refuses them at its edge; an old or imported row may hold one. */
export const oneLine = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what goes
  text.replace(/\s*[\u0000-\u001f\u007f\u2028\u2029]+\s*/gu, " ").trim();
