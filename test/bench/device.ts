import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface Devices {
  ports: number[];
  /** Requests answered since the start, and how many of them began a walk over ifHCInOctets. */
  counts(): Promise<{ answered: number; polls: number }>;
  stop(): void;
}

/** Starts `snmp-device.ts` as a process of its own. */
export async function startDevices(shape: {
  ports: number;
  sensors: number;
  devices: number;
  delayMs?: number;
}): Promise<Devices> {
  const { ports, sensors, devices, delayMs = 0 } = shape;
  const script = fileURLToPath(new URL("./snmp-device.ts", import.meta.url));
  const parameters = { ports, sensors, devices, "delay-ms": delayMs };
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [script, ...Object.entries(parameters).map(([name, value]) => `--${name}=${value}`)],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<unknown> => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error("the SNMP device of the benchmark has ended");
    return JSON.parse(value);
  };
  const bound = await line();
  if (!Array.isArray(bound)) throw new Error("the SNMP device of the benchmark names no ports");
  return {
    ports: bound.map(Number),
    async counts() {
      child.stdin.write("\n");
      const counted = await line();
      const [answered, polls] = Array.isArray(counted) ? counted.map(Number) : [];
      return { answered: answered ?? 0, polls: polls ?? 0 };
    },
    stop: () => void child.stdin.end(),
  };
}
