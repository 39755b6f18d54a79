/** The shop as production runs it: what `npm run build` makes of src/main.ts. */
export const BUILT_SERVER = "dist/server/main.js";

/** The application's sources and the local Stripe, for which Node alone does not know the `@/` of tsconfig.json. */
const NEEDS_TSX = /^(src|sandbox|scripts\/launch)\//;

/** Node's limit for young objects, in MB: what it takes on a large machine (64) lets memory grow by 100 MB for nothing measurable. */
const YOUNG_OBJECTS_MB = 16;

/**
 * How much more than it needs Node's heap may hold before it is tidied, in percent. Left alone, V8 lets a hundred thousand webhooks
 * double it, as long as the machine has memory; so it is tidied every few seconds of full load, in some ten milliseconds.
 */
const HEAP_GROWTH_PERCENT = 20;

/** How Node runs a file of this repository, for programs that end with the one that starts them. */
export function nodeArguments(script: string): string[] {
  return [...preloaded("../end-with-parent.mjs"), ...whatItNeeds(script)];
}

function whatItNeeds(script: string): string[] {
  if (script === BUILT_SERVER)
    return [
      ...preloaded("source-positions.mjs"),
      `--max-semi-space-size=${YOUNG_OBJECTS_MB}`,
      `--heap-growing-percent=${HEAP_GROWTH_PERCENT}`,
    ];
  if (NEEDS_TSX.test(script)) return ["--import", import.meta.resolve("tsx")];
  // JavaScript, or TypeScript that Node runs by itself, and sooner.
  return [];
}

const preloaded = (file: string): string[] => ["--import", new URL(file, import.meta.url).href];
