import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastWords, say } from "./words.mjs";

const installTimeoutMs = 15 * 60_000;
const networkFault = /\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTCACHED)\b/;

/**
 * node_modules as the lockfile has it, with Node 24 in it.
 * @param {string} root
 * @returns {boolean}
 */
export function ensurePackages(root) {
  const stamp = join(root, "node_modules", ".haidang-lock");
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const wanted = createHash("sha256").update(lock).digest("hex");
  const isStamped = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isStamped && existsSync(node24(root))) return true;
  if (!isRecent(process.versions.node)) {
    say("nodeTooOld", { version: process.version });
    return false;
  }
  if (!isStamped && !isInstalled(root, lock) && !install(root)) return false;
  if (!hasNode24(root) && !mendNode24(root)) return false;
  writeFileSync(stamp, wanted);
  return true;
}

/** @param {string} root */
export function node24(root) {
  return join(root, "node_modules", ".bin", "node");
}

/** @param {string} version */
function isRecent(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 11);
}

/**
 * Whether someone has installed by hand what the lockfile asks for, going by npm's own record of what it did.
 * @param {string} root
 * @param {string} lock
 */
function isInstalled(root, lock) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = Object.entries(JSON.parse(lock).packages ?? {});
  const done = JSON.parse(readFileSync(record, "utf8")).packages ?? {};
  return wanted.every(
    ([path, entry]) =>
      !path.includes("node_modules/") ||
      entry.link === true ||
      (entry.optional === true && done[path] === undefined) ||
      (done[path]?.version === entry.version && existsSync(join(root, path))),
  );
}

/** @param {string} root */
function install(root) {
  say("installing");
  const { ok, output } = npm(root, ["ci", "--loglevel=error", "--prefer-offline", "--no-audit", "--no-fund"]);
  if (ok) return true;
  if (networkFault.test(output)) {
    say("noNetwork");
    return false;
  }
  say("installFailed");
  lastWords(output);
  return false;
}

/**
 * npm by itself, with the Node it was started with: the one in node_modules may be what is being replaced.
 * @param {string} root
 * @param {string[]} args
 */
function npm(root, args) {
  const script = process.env["npm_execpath"];
  const isScript = script !== undefined && /npm-cli\.c?js$/.test(script);
  const command = isScript ? (process.env["npm_node_execpath"] ?? process.execPath) : "npm";
  const done = spawnSync(command, isScript ? [script, ...args] : args, {
    cwd: root,
    encoding: "utf8",
    timeout: installTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${done.stdout ?? ""}\n${done.stderr ?? ""}\n${done.error?.message ?? ""}`;
  return { ok: done.status === 0, output };
}

/** @param {string} root */
function hasNode24(root) {
  if (!existsSync(node24(root))) return false;
  const asked = spawnSync(node24(root), ["--version"], { encoding: "utf8", timeout: 10_000 });
  return asked.status === 0 && asked.stdout.startsWith("v24.");
}

/**
 * npm may be told to run no install scripts, and the package `node` fetches its binary in one.
 * @param {string} root
 */
function mendNode24(root) {
  say("mendingNode");
  const { ok, output } = npm(root, ["rebuild", "node", "--loglevel=error"]);
  if (ok && hasNode24(root)) return true;
  if (networkFault.test(output)) say("noNetwork");
  say("noNode24");
  return false;
}
