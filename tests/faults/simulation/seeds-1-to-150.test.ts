import { tellSeeds } from "./tell-seeds";

tellSeeds(1, 150);
