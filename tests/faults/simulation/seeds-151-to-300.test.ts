import { tellSeeds } from "./tell-seeds";

tellSeeds(151, 300);
