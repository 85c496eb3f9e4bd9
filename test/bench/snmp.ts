import { startDevices } from "./device.ts";
import { collectdPolls } from "./peers/collectd.ts";
import { exporterPolls } from "./peers/snmp-exporter.ts";
import { bulkwalkPolls } from "./peers/snmpbulkwalk.ts";
import { median, type Row } from "./row.ts";
import { type PollFigures, pollDevices } from "./snmp-work.ts";

const interfaces = { ports: 28, sensors: 0, devices: 16 };
const full = { ports: 24, sensors: 20, devices: 16 };
const runs = 5;

/** Polls over SNMP version 2c: CPU of the probe with storing, and how long a slow device takes. */
export async function snmpRows(): Promise<Row[]> {
  return [...(await interfaceRows()), ...(await fullRows()), ...(await slowRows())];
}

async function repeated(devices: Parameters<typeof pollDevices>[0], polls: number): Promise<PollFigures> {
  const figures: PollFigures[] = [];
  for (let run = 0; run < runs; run += 1) figures.push(await pollDevices(devices, polls));
  const of = (pick: (one: PollFigures) => number) => median(figures.map(pick));
  return { cpuS: of((one) => one.cpuS), p50Ms: of((one) => one.p50Ms), requests: of((one) => one.requests) };
}

async function interfaceRows(): Promise<Row[]> {
  const devices = await startDevices(interfaces);
  try {
    const ours = await repeated(devices, 1000);
    const exporter = await exporterPolls(devices, { what: "interfaces", polls: 150 });
    return [
      {
        work: "SNMP, 28 ports x 10 columns, CPU per 1,000 polls",
        ours: ours.cpuS,
        digits: 2,
        unit: "CPU-s",
        bar: 0.6,
        peers: {
          collectd: await collectdPolls(devices),
          snmp_exporter: typeof exporter === "string" ? exporter : exporter.cpuS,
          snmpbulkwalk: await bulkwalkPolls(devices, { what: "interfaces", polls: 10 }),
        },
        note: `storing included, ${ours.requests.toFixed(1)} requests a poll; the peers store nothing`,
      },
    ];
  } finally {
    devices.stop();
  }
}

async function fullRows(): Promise<Row[]> {
  const devices = await startDevices(full);
  try {
    const ours = await repeated(devices, 1000);
    const exporter = await exporterPolls(devices, { what: "full", polls: 100 });
    return [
      {
        work: "SNMP, ifTable, ifXTable and sensors (1,144 objects), CPU per 1,000 polls",
        ours: ours.cpuS,
        digits: 2,
        unit: "CPU-s",
        bar: 5.0,
        peers: {
          snmp_exporter: typeof exporter === "string" ? exporter : exporter.cpuS,
          snmpbulkwalk: await bulkwalkPolls(devices, { what: "full", polls: 20 }),
        },
        note: "storing included; ours asks only for the columns it uses, the peers walk the tables whole",
      },
    ];
  } finally {
    devices.stop();
  }
}

async function slowRows(): Promise<Row[]> {
  const devices = await startDevices({ ...full, delayMs: 20 });
  try {
    const ours = await pollDevices(devices, 160);
    const exporter = await exporterPolls(devices, { what: "full", polls: 8 });
    return [
      {
        work: "the same from a device that takes 20 ms to answer, one poll, p50",
        ours: ours.p50Ms / 1000,
        digits: 2,
        unit: "s",
        bar: 0.6,
        peers: { snmp_exporter: typeof exporter === "string" ? exporter : exporter.p50Ms / 1000 },
      },
    ];
  } finally {
    devices.stop();
  }
}
