// `node unpack.mjs`, in the folder where the browser is to be: unpacks the Chromium that npm has brought, the libraries
// that small systems lack, and fonts. The package itself would put all this into a temporary folder that all users of the machine share.
import path from "node:path";
import { fileURLToPath } from "node:url";

process.env.TMPDIR = process.cwd();
const { inflate } = await import("@sparticuz/chromium");
const archives = fileURLToPath(new URL("../bin", import.meta.resolve("@sparticuz/chromium")));

for (const name of ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"]) {
  await inflate(path.join(archives, name));
}
