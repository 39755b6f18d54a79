// Both in one process: starting Node and reading the application takes longer than either of them.
await import("../../src/cli/migrate.ts");
await import("../../src/cli/seed.ts");
