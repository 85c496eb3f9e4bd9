import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { startReflector } from "@haidang/agent/probe/stamp/reflector.ts";
import { z } from "zod";
import { quiet, reachable } from "./condition.ts";
import { hearWishes } from "./control.ts";
import { happen } from "./event.ts";
import { openNetwork } from "./network.ts";
import { type Played, readPlayed } from "./played.ts";
import { playNameServer, playServices } from "./service-far-end.ts";
import { playSnmp } from "./snmp-far-end.ts";
import { createCounters } from "./traffic.ts";
import { isOfCommittee, type Telling } from "./variables.ts";
import { playVideo } from "./video-far-end.ts";

/**
 * Plays the far ends of an inventory in the network namespace this process was started in. Arguments: a JSON file
 * with the inventory's files, the control socket, where the authority of the services goes, and the name server's
 * address, whose interface the starter makes before it writes a line to standard input. Ends when that is closed.
 */
const [filesPath = "", controlPath = "", authorityPath = "", nameServer = ""] = process.argv.slice(2);
const filesSchema = z.array(z.strictObject({ path: z.string(), text: z.string() }));
const tickMs = 500;
const reflectorPort = 862;

process.stdout.write("waiting\n");
await once(createInterface({ input: process.stdin }), "line");
process.stdin.on("end", () => process.exit(0)).resume();

const played = readPlayed(filesSchema.parse(JSON.parse(readFileSync(filesPath, "utf8"))));
const condition = quiet();
const network = await openNetwork();
// an address can be listened at only while it is one of this machine
await network.answer(reachable(played, condition, Date.now()));

await playAll(played, { played, condition, count: createCounters() });
await playNameServer(played.names, nameServer);
writeFileSync(authorityPath, await playServices(played.names, Date.now()));
await hearWishes(controlPath, (asked) => happen(asked, { played, condition, nowMs: Date.now() }));

let ticking = Promise.resolve();
const tick = (): void => {
  ticking = ticking.then(() => network.answer(reachable(played, condition, Date.now()))).catch(fail);
};
setInterval(tick, tickMs);
process.stdout.write("ready\n");

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function playAll({ hosts, lines }: Played, telling: Telling): Promise<void> {
  for (const host of hosts) {
    if (host.snmp) await playSnmp(host, telling, Date.now);
    if (host.role === "video") await playVideo(host.address);
  }
  const synchronised = async () => ({ synchronised: true, errorMs: 1 });
  for (const line of lines.filter(isOfCommittee)) {
    const place = { host: line.address, port: reflectorPort, peers: ["0.0.0.0/0"], key: undefined };
    await startReflector(place, synchronised);
  }
}
