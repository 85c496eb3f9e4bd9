import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { layOutCentre } from "./package/centre-tree.ts";
import { agentDeb, canMakeDeb, centreDeb, type DebKind, makeDeb } from "./package/deb.ts";
import { readManifest } from "./package/manifest.ts";
import { layOut } from "./package/tree.ts";
import { languageOf, say } from "./words.ts";

/**
 * `npm run package [-- <folder> [agent|centre]]`: agent and control plane as they are installed, in dist/haidang-agent and
 * dist/haidang, and their Debian packages beside them.
 */

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const [out = join(root, "dist"), wanted] = process.argv.slice(2);
const outFolder = resolve(out);
const language = languageOf(process.env);

async function packAgent(): Promise<void> {
  const folder = join(outFolder, agentDeb.name);
  const { bundleBytes } = await layOut({ root, folder });
  console.log(say(language, "package.folder", { folder, kB: Math.round(bundleBytes / 1024) }));
  makePackage(agentDeb, folder, "agent");
}

function packCentre(): void {
  const folder = join(outFolder, centreDeb.name);
  layOutCentre({ root, folder });
  console.log(say(language, "package.centre", { folder }));
  makePackage(centreDeb, folder, "control-plane");
}

function makePackage(kind: DebKind, folder: string, workspace: string): void {
  if (!canMakeDeb()) {
    console.log(say(language, "package.noDpkg"));
    return;
  }
  const { version } = readManifest(join(root, workspace));
  const path = makeDeb(kind, { root, folder, version, outFolder });
  const MB = Math.round(statSync(path).size / 1024 / 102.4) / 10;
  console.log(say(language, "package.deb", { path, MB }));
}

if (wanted !== undefined && wanted !== "agent" && wanted !== "centre") {
  console.error(say(language, "package.unknown", { name: wanted }));
  process.exitCode = 2;
} else {
  mkdirSync(outFolder, { recursive: true });
  if (wanted !== "centre") await packAgent();
  if (wanted !== "agent") packCentre();
}
