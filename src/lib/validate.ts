import { z } from "zod";

/*
 * Patterns are published as they stand here, so they have no flags: OpenAPI has no place for them. Half a surrogate pair is no
 * character; JSON can write one, and PostgreSQL's jsonb refuses it.
 */

/**
 * Text that a person types: trimmed, 1 to `most` characters, without control characters (PostgreSQL's text refuses U+0000, and
 * a line break in a name would reach an e-mail's header).
 */
export const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what is refused
    .regex(/^(?:[^\u0000-\u001f\u007f\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/);

/** Text of several lines: line breaks and tabs are welcome, other control characters are not. */
export const paragraph = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // oxlint-disable-next-line no-control-regex -- see above
    .regex(/^(?:[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/);

export const email = z.email().max(254);

/** Loose on purpose: people write +33 6 12 34 56 78, 06.12.34.56.78, (0)6… */
export const phone = z
  .string()
  .trim()
  .max(30)
  // One pattern, for only one is published. Blanks are also those that do not break.
  .regex(/^[+()\d][\d ().\-/\u00a0\u2009\u202f]{4,29}$/);

export const plainDate = z.iso.date();

export const identifier = z.string().min(1).max(64);

export const cents = z.number().int().min(0);

export const instant = z.iso.datetime({ offset: true });

/**
 * Whether PostgreSQL can read it as a UUID. Identifiers are opaque to our callers: one that cannot be ours is simply not found,
 * and must not reach a query, which would fail on it.
 */
export const isUuid = (value: unknown): value is string => z.guid().safeParse(value).success;
