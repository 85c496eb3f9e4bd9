import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { canMakeDeb, makeDeb } from "./package/deb.ts";
import { readManifest } from "./package/manifest.ts";
import { layOut } from "./package/tree.ts";
import { languageOf, say } from "./words.ts";

/** `npm run package`: the agent as it is installed, in dist/haidang-agent, and its Debian package beside that. */

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const outFolder = resolve(process.argv[2] ?? join(root, "dist"));
const folder = join(outFolder, "haidang-agent");
const language = languageOf(process.env);

mkdirSync(outFolder, { recursive: true });
const { version } = readManifest(join(root, "agent"));
const { bundleBytes } = await layOut({ root, folder });
console.log(say(language, "package.folder", { folder, kB: Math.round(bundleBytes / 1024) }));
if (canMakeDeb()) {
  const path = makeDeb({ root, folder, version, outFolder });
  const MB = Math.round(statSync(path).size / 1024 / 102.4) / 10;
  console.log(say(language, "package.deb", { path, MB }));
} else {
  console.log(say(language, "package.noDpkg"));
}
