import { fileURLToPath } from "node:url";

/** This project's folder. The built server lies as deep in it (dist/server) as this file does, so both find it. */
export const root = fileURLToPath(new URL("../..", import.meta.url));
