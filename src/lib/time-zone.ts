/** The plain date (2027-03-28) that this instant falls on there. */
export function dateIn(timeZone: string, instant: Date): string {
  const { year, month, day } = wallClock(timeZone, instant.getTime());
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/**
 * The instant when clocks there show this full hour of that plain date. At an hour that a clock change skips, the one after it;
 * at an hour that comes twice, the first.
 */
export function instantAt(timeZone: string, date: string, hour: number): Date {
  const asUtc = Date.parse(`${date}T00:00:00.000Z`) + hour * 3_600_000;
  // What the clocks there show at `asUtc` differs from it by their offset, before or after a change nearby: one of the two is right.
  const candidates = [-1, 1].map((day) => asUtc - offsetMs(timeZone, asUtc + day * 86_400_000));
  const right = candidates.filter((at) => at + offsetMs(timeZone, at) === asUtc);
  return new Date(right.length > 0 ? Math.min(...right) : Math.max(...candidates));
}

function offsetMs(timeZone: string, at: number): number {
  const { year, month, day, hour, minute, second } = wallClock(timeZone, at);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

/** Making a formatter costs fifty times more than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    const numeric = "numeric" as const;
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function wallClock(timeZone: string, at: number) {
  const clock = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatterFor(timeZone).formatToParts(at)) {
    if (type in clock) clock[type as keyof typeof clock] = Number(value); // `in` has just said that it is one of the keys
  }
  return clock;
}
