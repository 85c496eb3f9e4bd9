import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { node24 } from "./packages.mjs";
import { lastWords, say } from "./words.mjs";

const buildTimeoutMs = 5 * 60_000;

/** @typedef {{ needs: string, sources: string[], stamp: string, made: string, args: string[] }} Build */
/** @typedef {"buildingPage" | "pageFailed" | "buildingManifest" | "manifestFailed"} BuildWord */

/** @param {string} root */
export function ensurePage(root) {
  /** @type {Build} */
  const page = {
    needs: "dashboards/noc/index.html",
    sources: ["dashboards/noc", "dashboards/package.json", "contract/src"],
    stamp: "dashboards/noc/dist/.stamp",
    made: "dashboards/noc/dist/index.html",
    args: ["node_modules/vite/bin/vite.js", "build", "dashboards/noc", "--logLevel", "warn"],
  };
  return ensureBuilt(root, page, { doing: "buildingPage", failed: "pageFailed" });
}

/** @param {string} root */
export function ensureManifest(root) {
  /** @type {Build} */
  const manifest = {
    needs: "cli/scripts/manifest.ts",
    sources: ["cli/src", "cli/scripts", "cli/package.json"],
    stamp: ".setup/manifest-stamp",
    made: "cli/oclif.manifest.json",
    args: ["cli/scripts/manifest.ts"],
  };
  return ensureBuilt(root, manifest, { doing: "buildingManifest", failed: "manifestFailed" });
}

/**
 * Runs a build when its sources are not those of the last one.
 * @param {string} root
 * @param {Build} build
 * @param {{ doing: BuildWord, failed: BuildWord }} words
 * @returns {boolean}
 */
function ensureBuilt(root, build, words) {
  if (!existsSync(join(root, build.needs))) return true;
  const stamp = join(root, build.stamp);
  const wanted = hashOf(root, build.sources);
  const isDone =
    existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(join(root, build.made));
  if (isDone) return true;
  say(words.doing);
  const done = spawnSync(node24(root), build.args, { cwd: root, encoding: "utf8", timeout: buildTimeoutMs });
  if (done.status !== 0) {
    say(words.failed);
    lastWords(`${done.stdout ?? ""}\n${done.stderr ?? ""}\n${done.error?.message ?? ""}`);
    return false;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}

/**
 * @param {string} root
 * @param {string[]} sources
 */
function hashOf(root, sources) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => filesOf(join(root, source)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !["dist", "node_modules"].includes(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
