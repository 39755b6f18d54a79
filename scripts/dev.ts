import { launchShop } from "./launch/launch.ts";
import { restartOnChange } from "./launch/restart-on-change.ts";

/** `npm run dev`: as the demo, with the pages compiled when they are asked for and the rest started anew on a change. */
await launchShop("development", restartOnChange);
