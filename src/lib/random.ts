import { randomBytes as strongBytes } from "node:crypto";

/** Next bundles its own copy of this module beside the server's: both read one source through the process. */
const shared = globalThis as typeof globalThis & { envolRandom?: ((size: number) => Buffer) | undefined };

/** The one source of ids, tokens and codes: the operating system's, so that nobody can guess them. */
export const randomBytes = (size: number): Buffer => (shared.envolRandom ?? strongBytes)(size);

/** For tests: another source, so that a run repeats exactly; without an argument it is the operating system's again. */
export function setRandom(source?: (size: number) => Buffer): void {
  shared.envolRandom = source;
}
