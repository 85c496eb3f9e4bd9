#!/usr/bin/env node
// Plain JavaScript that any Node can read: it only finds a Node new enough for the sources and hands over.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const needed = 24;

if (Number(process.versions.node.split(".")[0]) >= needed) await start();
else startWithCarriedNode();

async function start() {
  module.enableCompileCache();
  hideExperimentalWarnings();
  const words = process.argv.slice(2);
  if (words[0] === "__complete") {
    const { answer } = await import("../src/completion/answer.ts");
    answer(words.slice(1));
    return;
  }
  const { main } = await import("../src/main.ts");
  await main(words);
}

/** Type stripping and SQLite work as we use them; the notice would land in every log. */
function hideExperimentalWarnings() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === "object" ? rest[0]?.type : rest[0];
    if (type === "ExperimentalWarning" && /type stripping|sqlite/i.test(String(warning))) return;
    Reflect.apply(emit, process, [warning, ...rest]);
  };
}

function startWithCarriedNode() {
  const node = carriedNode();
  if (node === undefined) {
    process.stderr.write(
      `haidang needs Node ${needed} or newer; this is ${process.version}.\n` +
        "Run `npm install` in the Haidang folder (it brings Node along), or install Node 24.\n",
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  // Ctrl-C reaches the child by itself, since it shares the terminal; only its exit code is wanted here.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  child.on("error", (error) => {
    process.stderr.write(`haidang: cannot start ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : signal === "SIGTERM" ? 143 : 1);
  });
}

function carriedNode() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, "node_modules", "node", "bin", name);
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}
