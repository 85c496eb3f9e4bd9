import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { HaidangError } from "@haidang/contract/error.ts";
import { inventoryChangeSchema } from "@haidang/contract/inventory-api.ts";
import { writeControlPath } from "@haidang/test/province/control-path.ts";
import { onlyAreas, readFolder, withFarEnds } from "@haidang/test/province/demo-inventory.ts";
import { makeFolder } from "../start/folder.ts";
import { run } from "../start/run.ts";
import { adminKey, isReady, readEndpoint } from "../start/server.ts";
import { readSettings } from "../start/settings.ts";
import { languageOf, say } from "../words.ts";
import { relay } from "./relay.ts";
import { provinceAddress, startSimulator } from "./simulator.ts";

/** The demonstration in its own network namespace: the simulator, and what `npm start` runs. Started by `demo.ts`. */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const language = languageOf(process.env);
const print = (line: string) => void process.stdout.write(`${line}\n`);
const [runtime = ""] = process.argv.slice(2);
const read = readSettings(process.env, root);
if ("badListen" in read) throw new HaidangError("usage", `HAIDANG_LISTEN is ${read.badListen}`);
const { settings } = read;

const areas = (process.env["HAIDANG_DEMO_AREAS"] ?? "").split(",").filter(Boolean);
const reference = readFolder(join(root, "examples/quang-ninh"));
const files = withFarEnds(areas.length === 0 ? reference : onlyAreas(reference, areas));
const place = (name: string) => join(runtime, name);
writeFileSync(place("inventory.json"), JSON.stringify(files));
writeFileSync(place("resolv.conf"), `nameserver ${provinceAddress}\noptions timeout:1 attempts:2\n`);

const simulator = await startSimulator({
  root,
  files: place("inventory.json"),
  control: place("control"),
  authority: place("authority.pem"),
});
// names are looked up in the province, whose name server knows those of its services
execFileSync("mount", ["--bind", place("resolv.conf"), "/etc/resolv.conf"]);
makeFolder(settings.dataFolder);
writeControlPath(settings.dataFolder, place("control"));
print(say(language, "demo.played", { links: countLinks(), pid: simulator.pid }));

const env = { ...process.env, NODE_EXTRA_CA_CERTS: place("authority.pem") };
const running = await run({ root, env, print });
await relay({ path: place("centre") }, { host: "127.0.0.1", port: settings.port });
void apply().catch((error: unknown) => {
  print(error instanceof Error ? error.message : String(error));
  running.stop();
});

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
process.stdin.on("end", () => running.stop()).resume();
process.stdout.on("error", () => undefined);
void simulator.ended.then(() => running.stop());
const code = await running.ended;
simulator.stop();
rmSync(runtime, { recursive: true, force: true });
process.exit(code);

function countLinks(): number {
  return files.reduce((sum, { text }) => sum + (text.match(/ carrier: /g)?.length ?? 0), 0);
}

/** Puts the inventory in force once the control plane is there. */
async function apply(): Promise<void> {
  let url = readEndpoint(settings.dataFolder)?.url;
  while (url === undefined || !(await isReady(url))) {
    await pause(100);
    url = readEndpoint(settings.dataFolder)?.url;
  }
  inventoryChangeSchema.parse(await send(`${url}/api/v1/inventory/apply`, { files }));
  const outlines: unknown = JSON.parse(
    readFileSync(join(root, "examples/quang-ninh/facts/communes-2025.geojson"), "utf8"),
  );
  await send(`${url}/api/v1/map`, { outlines, centre: "trung-tam-du-lieu" });
  print(say(language, "demo.applied"));
}

async function send(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${adminKey(settings.dataFolder) ?? ""}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text.slice(0, 1000));
  return JSON.parse(text).data;
}
