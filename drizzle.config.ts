/** drizzle-kit lives in tools/check, so its `defineConfig` cannot be imported from here; it adds nothing but types. */
export default { dialect: "postgresql", schema: "./src/db/schema/index.ts", out: "./drizzle" };
