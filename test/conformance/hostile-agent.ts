import { snmpProbe } from "../../agent/src/probe/snmp/snmp-probe.ts";
import { startTraps } from "../../agent/src/snmp/trap/start-traps.ts";
import type { CheckOf } from "../../contract/src/check.ts";

/**
 * An agent as its own process, for what may crash or fill it: it asks one device over a damaged line and others over a
 * sound one, receives traps, and tells its parent what came of it.
 */
export interface Told {
  rssBytes: number;
  /** Runs over the damaged line: by outcome and reason, and the points they brought. */
  damaged: Record<string, number>;
  damagedPoints: number;
  /** How late each run of the sound line ended, ms after it was due. */
  lateMs: number[];
  soundOk: number;
  trapPoints: number;
  hurried: number;
  ignored: Record<string, number>;
  received: number;
}
export type Order = { damagedPort: number; soundPort: number } | "tell" | "weigh" | "end";

const told: Told = {
  rssBytes: 0,
  damaged: {},
  damagedPoints: 0,
  lateMs: [],
  soundOk: 0,
  trapPoints: 0,
  hurried: 0,
  ignored: {},
  received: 0,
};
let ended = false;

function check(id: string, port: number, timeoutMs: number): CheckOf<"snmp"> {
  return {
    id: `snmp:device/${id}`,
    probe: "snmp",
    target: { kind: "device", id },
    intervalMs: 60_000,
    retryIntervalMs: 60_000,
    timeoutMs,
    settings: { address: "127.0.0.1", port, version: "2c", community: "public" },
  };
}

async function poll(id: string, port: number, timeoutMs: number) {
  const probe = snmpProbe(check(id, port, timeoutMs));
  return async () =>
    await probe.run({ agent: "a", slotMs: Date.now(), signal: AbortSignal.timeout(timeoutMs) });
}

async function overDamagedLine(port: number): Promise<void> {
  const run = await poll("damaged", port, 300);
  while (!ended) {
    const { result, points } = await run();
    const came = `${result.outcome} ${result.reason ?? ""}`.trim();
    told.damaged[came] = (told.damaged[came] ?? 0) + 1;
    told.damagedPoints += points.length;
  }
}

const soundIntervalMs = 100;

async function overSoundLine(port: number): Promise<void> {
  const run = await poll("sound", port, 5000);
  for (let dueMs = performance.now(); !ended; dueMs += soundIntervalMs) {
    const { result, points } = await run();
    if (result.outcome === "ok" && points.length > 1) told.soundOk += 1;
    told.lateMs.push(performance.now() - dueMs);
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, dueMs + soundIntervalMs - performance.now())),
    );
  }
}

const traps = await startTraps({
  agent: "a",
  place: { host: "127.0.0.1", port: 0 },
  engine: { id: Buffer.from("8000000005010203040506", "hex"), boots: 1, timeS: () => 10 },
  now: Date.now,
  resolve: async () => ({ fault: "ENOTFOUND" }),
  hurry: () => {
    told.hurried += 1;
  },
  record: () => {
    told.trapPoints += 1;
  },
  counts: {
    received: () => {
      told.received += 1;
    },
    hinted: () => undefined,
    ignored: (why) => {
      told.ignored[why] = (told.ignored[why] ?? 0) + 1;
    },
  },
  onFault: (error) => {
    throw error;
  },
});
const community = check("community", 161, 5000);
const user = check("user", 161, 5000);
traps.watch([
  community,
  {
    ...user,
    settings: {
      address: "127.0.0.1",
      port: 161,
      version: "3",
      user: "watcher",
      auth: { protocol: "sha256", key: "khoa-ky-rieng" },
      privacy: { protocol: "aes128", key: "khoa-ma-rieng" },
    },
  },
]);

process.on("message", (order: Order) => {
  if (order === "end") {
    ended = true;
    traps.close().then(() => process.exit(0));
  } else if (order === "tell" || order === "weigh") {
    if (order === "weigh") globalThis.gc?.();
    process.send?.({ ...told, rssBytes: process.memoryUsage.rss() });
  } else {
    void overSoundLine(order.soundPort);
    if (order.damagedPort > 0) void overDamagedLine(order.damagedPort);
  }
});
process.send?.({ trapPort: traps.port });
