import { build } from "./launch/build.ts";
import { ProgramEnded } from "./launch/program.ts";

/** `npm run build`: pages and server for production. */
try {
  await build();
} catch (error) {
  if (!(error instanceof ProgramEnded)) throw error;
  // Next has said on the screen what is wrong.
  process.exitCode = 1;
}
