/** The time stands still here while a world is open, so that a seed draws and meets the same on every day. */
export const START = new Date("2026-12-01T10:00:00Z");
