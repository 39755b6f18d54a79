/** The nth of what there is, counted round: a story that was shrunk still finds something to be about. */
export const pick = <T>(from: readonly T[], nth: number): T | undefined => from[nth % Math.max(1, from.length)];
