import { z } from "zod";
import { BAPTEME_CATEGORIES, STAGE_TYPES } from "@/db/schema/catalogue-words";
import { cents, identifier, instant, plainDate } from "@/lib/validate";

export const stageType = z.enum(STAGE_TYPES);
export const baptemeCategory = z.enum(BAPTEME_CATEGORIES);

export const stagesQuery = z.strictObject({
  from: plainDate.optional(),
  to: plainDate.optional(),
  type: stageType.optional(),
});
export const baptemesQuery = z.strictObject({
  from: plainDate.optional(),
  to: plainDate.optional(),
  category: baptemeCategory.optional(),
});

export const stage = z
  .object({
    id: identifier,
    type: stageType,
    startDate: plainDate,
    endDate: plainDate,
    durationDays: z.number().int(),
    priceCents: cents,
    depositCents: cents,
    places: z.number().int(),
    placesLeft: z.number().int(),
  })
  .meta({ id: "Stage" });

export const bapteme = z
  .object({
    id: identifier,
    startsAt: instant,
    durationMinutes: z.number().int(),
    categories: z.array(z.object({ category: baptemeCategory, priceCents: cents })),
    depositCents: cents,
    videoPriceCents: cents,
    places: z.number().int(),
    placesLeft: z.number().int(),
  })
  .meta({ id: "Bapteme" });

export const stagesAnswer = z.object({ stages: z.array(stage) });
export const baptemesAnswer = z.object({ baptemes: z.array(bapteme) });

export type Stage = z.infer<typeof stage>;
export type Bapteme = z.infer<typeof bapteme>;
