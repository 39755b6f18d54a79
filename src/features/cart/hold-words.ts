/** When a visitor who cannot see the countdown is told of it: often enough to act, seldom enough to bear. */
const TOLD_AT_MINUTES = [10, 5, 2, 1];

/** How long a place is still kept: «12:05» below an hour. Never below zero: what happens then is the server's to say. */
export function remaining(expiresAt: string, now: Date): { seconds: number; words: string; urgent: boolean } {
  const seconds = Math.max(0, Math.ceil((new Date(expiresAt).getTime() - now.getTime()) / 1_000));
  const minutes = Math.floor(seconds / 60);
  const words = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return { seconds, words, urgent: seconds <= 300 };
}

/** The minutes to tell of when this many seconds are left, or undefined: each threshold is told once, as it is crossed. */
export function minutesToTell(seconds: number): number | undefined {
  return TOLD_AT_MINUTES.find((minutes) => seconds === minutes * 60);
}
