import { launchShop } from "./launch/launch.ts";

/** `npm run demo`: the whole school on this machine, as it runs in production. */
await launchShop("production");
