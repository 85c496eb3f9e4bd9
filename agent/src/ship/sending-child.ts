import { setTimeout } from "node:timers/promises";
import { openDiskSpool } from "../spool/disk.ts";
import { connectCentre } from "./centre.ts";
import { startShipper } from "./shipper.ts";

/** Run by `kill.process.test.ts`: appends numbered points, ships them, and says each number once it is durable. */
const [folder = "", url = "", first = "1"] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const spool = openDiskSpool({ folder, nowMs: Date.now(), log });
const elapsedMs = (): number => performance.now();
const centre = connectCentre(url);
const shipper = startShipper({
  spool,
  centre,
  log,
  now: Date.now,
  elapsedMs,
  random: () => 0.01,
  timeoutMs: 300,
});
shipper.start();
for (let number = Number(first); ; number += 1) {
  const timeMs = Date.now();
  const urgent = number % 10 === 0;
  const point = { measurement: "m", tags: { id: `n${number}` }, fields: { v: number }, timeMs };
  spool.append([point], urgent ? "state" : "bulk", timeMs);
  process.stdout.write(`${number}\n`);
  shipper.wake(urgent);
  await setTimeout(1);
}
