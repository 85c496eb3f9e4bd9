import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { relay } from "./demo/relay.ts";
import { isPortBusy } from "./start/server.ts";
import { readSettings } from "./start/settings.ts";
import { languageOf, say } from "./words.ts";

/**
 * What `npm run demo` runs: a province of its own and Haidang beside it, both in network namespaces that an ordinary
 * user may make, and a way in from this machine's loopback to the page.
 */

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const language = languageOf(process.env);
const data = resolve(process.env["INIT_CWD"] ?? root, process.env["HAIDANG_DATA"] || join(root, "data-demo"));
const env = { ...process.env, HAIDANG_DATA: data };
// whoever is root already needs no user namespace to be it
const apart = process.getuid?.() === 0 ? ["-n", "-m"] : ["-r", "-n", "-m"];

function refuse(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

const tried = spawnSync("unshare", [...apart, "ip", "link", "set", "lo", "up"], { encoding: "utf8" });
if (tried.status !== 0) {
  refuse(say(language, "demo.noNamespace", { detail: (tried.error?.message ?? tried.stderr).trim() }));
}
const read = readSettings(env, root);
if ("badListen" in read) refuse(say(language, "start.listenBad", { listen: read.badListen }));
const { host, port, listen } = read.settings;
if (port === 0 || !["127.0.0.1", "localhost"].includes(host))
  refuse(say(language, "demo.loopback", { listen }));
if (await isPortBusy(host, port)) refuse(say(language, "start.portBusy", { listen }));

const runtime = mkdtempSync(join(tmpdir(), "haidang-demo-"));
const way = await relay({ host, port }, { path: join(runtime, "centre") });
const line = [...apart, process.execPath, join(root, "scripts/demo/inside.ts"), runtime];
const child = spawn("unshare", line, {
  cwd: root,
  env,
  stdio: ["pipe", "inherit", "inherit"],
  detached: true,
});
child.stdin?.on("error", () => undefined);

// the child stops in order when its standard input closes, however this process ends
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.stdin?.end());
process.stdout.on("error", () => undefined);
child.once("exit", (code) => {
  way.close();
  process.exit(code ?? 1);
});
