import { openDiskSpool } from "./disk.ts";

/** Run by `kill.process.test.ts`: appends numbered points for ever, and says each number once it is durable. */
const [folder = "", first = "1"] = process.argv.slice(2);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const spool = openDiskSpool({ folder, nowMs: Date.now(), log: silent });
for (let number = Number(first); ; number += 1) {
  const timeMs = Date.now();
  const point = { measurement: "m", tags: { id: `n${number}` }, fields: { value: number }, timeMs };
  spool.append([point], number % 10 === 0 ? "state" : "bulk", timeMs);
  process.stdout.write(`${number}\n`);
  // handing out merges and numbers anew: that must survive a kill as well
  if (number % 7 === 0) {
    const batch = spool.next(timeMs, "fresh");
    if (batch !== undefined) spool.settle(batch, { as: "kept" });
  }
}
