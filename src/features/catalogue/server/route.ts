import { createRoute, type z } from "@hono/zod-openapi";
import { newApi } from "@/lib/api";
import { baptemesAnswer, baptemesQuery, stagesAnswer, stagesQuery } from "../schemas";
import { listBaptemes } from "./list-baptemes";
import { listStages } from "./list-stages";

const tags = ["Catalogue"];
const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

const getStages = createRoute({
  method: "get",
  path: "/stages",
  tags,
  summary: "Stages between two dates, sold-out ones too",
  request: { query: stagesQuery },
  responses: { 200: json(stagesAnswer, "By date, at most 500: for more, ask for a shorter period") },
});

const getBaptemes = createRoute({
  method: "get",
  path: "/baptemes",
  tags,
  summary: "Slots for baptêmes between two dates, sold-out ones too",
  request: { query: baptemesQuery },
  responses: { 200: json(baptemesAnswer, "By time, at most 2,000: for more, ask for a shorter period") },
});

export const catalogueRoutes = newApi()
  .openapi(getStages, async (c) => c.json({ stages: await listStages(c.req.valid("query")) }, 200))
  .openapi(getBaptemes, async (c) => c.json({ baptemes: await listBaptemes(c.req.valid("query")) }, 200));
