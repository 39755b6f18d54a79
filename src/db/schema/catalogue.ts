import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { BaptemeCategory, StageType } from "./catalogue-words";
import { cents, id, instant } from "./columns";

/** The school that sells: one row. Another school is another row, never other code. */
export const schools = pgTable(
  "schools",
  {
    id: smallint("id").primaryKey().default(1),
    name: text("name").notNull(),
    email: text("email").notNull(),
    phone: text("phone").notNull(),
    addressLine: text("address_line").notNull(),
    postalCode: text("postal_code").notNull(),
    city: text("city").notNull(),
    country: text("country").notNull().default("FR"),
    timeZone: text("time_zone").notNull().default("Europe/Paris"),
    meetingPoint: text("meeting_point").notNull(),
    legalNotice: text("legal_notice").notNull(),
  },
  (table) => [check("school_single_row", sql`${table.id} = 1`)],
);

export const instructors = pgTable("instructors", {
  id: id(),
  name: text("name").notNull(),
  active: boolean("active").notNull().default(true),
});

export const stages = pgTable(
  "stages",
  {
    id: id(),
    type: text("type").$type<StageType>().notNull(),
    startDate: date("start_date", { mode: "string" }).notNull(),
    endDate: date("end_date", { mode: "string" }).notNull(),
    priceCents: cents("price_cents").notNull(),
    depositCents: cents("deposit_cents").notNull(),
    /** Changing it below what is taken is refused by the trigger `stage_places_guard`. */
    places: integer("places").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    check("stage_type_known", sql`${table.type} in ('INITIATION', 'PROGRESSION', 'AUTONOMIE', 'DOUBLE')`),
    check("stage_ends_after_start", sql`${table.endDate} >= ${table.startDate}`),
    check("stage_price_range", sql`${table.priceCents} between 0 and 10000000`),
    check("stage_deposit_within_price", sql`${table.depositCents} between 0 and ${table.priceCents}`),
    check("stage_places_range", sql`${table.places} between 0 and 1000`),
    index("stage_start_date").on(table.startDate),
  ],
);

export const baptemes = pgTable(
  "baptemes",
  {
    id: id(),
    startsAt: instant("starts_at").notNull(),
    durationMinutes: integer("duration_minutes").notNull(),
    depositCents: cents("deposit_cents").notNull(),
    videoPriceCents: cents("video_price_cents").notNull(),
    /** One place for each instructor on duty. Guarded like a stage's, by `bapteme_places_guard`. */
    places: integer("places").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    check("bapteme_duration_range", sql`${table.durationMinutes} between 1 and 1440`),
    check("bapteme_video_price_range", sql`${table.videoPriceCents} between 0 and 10000000`),
    check("bapteme_deposit_range", sql`${table.depositCents} between 0 and 10000000`),
    check("bapteme_places_range", sql`${table.places} between 0 and 1000`),
    index("bapteme_starts_at").on(table.startsAt),
  ],
);

export const baptemeCategories = pgTable(
  "bapteme_categories",
  {
    baptemeId: uuid("bapteme_id")
      .notNull()
      .references(() => baptemes.id, { onDelete: "cascade" }),
    category: text("category").$type<BaptemeCategory>().notNull(),
    priceCents: cents("price_cents").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.baptemeId, table.category] }),
    check("bapteme_category_known", sql`${table.category} in ('AVENTURE', 'DUREE', 'LONGUE_DUREE', 'ENFANT', 'HIVER')`),
    check("bapteme_category_price_range", sql`${table.priceCents} between 0 and 10000000`),
  ],
);

export const stageInstructors = pgTable(
  "stage_instructors",
  {
    stageId: uuid("stage_id")
      .notNull()
      .references(() => stages.id, { onDelete: "cascade" }),
    instructorId: uuid("instructor_id")
      .notNull()
      .references(() => instructors.id),
  },
  (table) => [primaryKey({ columns: [table.stageId, table.instructorId] })],
);

export const baptemeInstructors = pgTable(
  "bapteme_instructors",
  {
    baptemeId: uuid("bapteme_id")
      .notNull()
      .references(() => baptemes.id, { onDelete: "cascade" }),
    instructorId: uuid("instructor_id")
      .notNull()
      .references(() => instructors.id),
  },
  (table) => [primaryKey({ columns: [table.baptemeId, table.instructorId] })],
);

/** What a gift card for one activity costs today: an activity card has no date, so it cannot take its price from one. */
export const giftCardPrices = pgTable(
  "gift_card_prices",
  {
    id: id(),
    activity: text("activity").$type<"STAGE" | "BAPTEME">().notNull(),
    stageType: text("stage_type").$type<StageType>(),
    category: text("category").$type<BaptemeCategory>(),
    priceCents: cents("price_cents").notNull(),
    videoPriceCents: cents("video_price_cents").notNull().default(0),
  },
  (table) => [
    check("gift_card_price_one_activity", sql`num_nonnulls(${table.stageType}, ${table.category}) = 1`),
    check(
      "gift_card_price_range",
      sql`${table.priceCents} between 1 and 10000000 and ${table.videoPriceCents} between 0 and 10000000`,
    ),
    unique("gift_card_price_activity").on(table.stageType, table.category).nullsNotDistinct(),
  ],
);
