// Loaded first by the built shop: logged errors name the lines of src/. The maps are small, those of our own code alone, and each is
// read through only when an error's stack is.
import { setSourceMapsSupport } from "node:module";

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
