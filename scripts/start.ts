import { fileURLToPath } from "node:url";
import { run } from "./start/run.ts";

/** What `npm start` runs: control plane and agent of this machine, until Ctrl-C. */

const samePressMs = 1000;
const lookForParentEveryMs = 1000;

const running = await run({
  root: fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, ""),
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
});

let askedMs = Number.NEGATIVE_INFINITY;
function onSignal(): void {
  // one Ctrl-C comes twice: from the terminal, and passed on by npm
  const isSamePress = performance.now() - askedMs < samePressMs;
  askedMs = performance.now();
  if (!isSamePress) running.stop();
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);

// a closed terminal takes our words no more, but that is no reason to stop watching
process.stdout.on("error", () => undefined);

if (process.env["npm_lifecycle_event"] === "start") {
  // npm killed outright cannot tell us
  const parentPid = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(watch);
    running.stop();
  }, lookForParentEveryMs);
  watch.unref();
}

process.exit(await running.ended);
