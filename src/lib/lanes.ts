/**
 * Works through a list on several items at once, each lane taking the next that no other has taken. Every lane ends before an error
 * is passed on: whoever called must not come back, as a job would, while something of it is still at work.
 */
export async function inLanes<T>(lanes: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  async function lane(): Promise<void> {
    for (const item of left) await work(item);
  }
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
