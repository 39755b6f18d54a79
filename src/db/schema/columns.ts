import { customType, jsonb, timestamp, uuid } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { now } from "../../lib/clock";
import { randomBytes } from "../../lib/random";

/** A random (version 7) UUID: 73 random bits from the operating system, ordered by the millisecond so that indexes stay dense. */
export const id = () => uuid("id").primaryKey().$defaultFn(newId);

export const newId = (): string => uuidv7({ msecs: now().getTime(), random: randomBytes(16) });

/**
 * Whole cents, by the database's domain `cents`: a bigint column would silently round 10.5 to 11, the domain refuses it.
 * In JavaScript a safe integer; the domain keeps amounts far below 2^53.
 */
export const cents = customType<{ data: number; driverData: string | number }>({
  dataType: () => "cents",
  fromDriver: Number,
});

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

export const json = <T>(name: string) => jsonb(name).$type<T>();
