import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { ownCpuS, processCpuS, residentMb } from "./cpu.ts";
import { call, type LightAgent, startLightAgent } from "./fleet-agents.ts";
import type { Row } from "./row.ts";
import { startControlPlane } from "./store-server.ts";

const agents = 1_000;
/** Machines are set up side by side, as by as many hands. */
const enrolledAtOnce = 8;
const reportEveryMs = 10_000;
const deadlineMs = 180_000;
/** What is promised: a revoked agent is out within a minute. */
const revokedWithinS = 60;

/** A province's fleet in one process: all enrol, report, take a change, and one is revoked. */
export async function fleetRows(): Promise<Row[]> {
  const server = await startControlPlane();
  const pool = new Agent({ keepAlive: true, maxSockets: agents * 2 + 50 });
  const key = readFileSync(join(server.folder, "admin.key"), "utf8").trim();
  const admin = (path: string, body: object) =>
    call(pool, `${server.url}/api/v1/${path}`, { token: key, body: JSON.stringify(body) });
  const fleet: LightAgent[] = [];
  try {
    const enrolling = await timed(server.pid, async () => {
      let next = 0;
      await Promise.all(
        Array.from({ length: enrolledAtOnce }, async () => {
          while (next < agents) {
            next += 1;
            const number = next;
            const invited = await admin("agents/invites", { name: `may-${number}`, approve: true });
            const { code } = z.object({ code: z.string() }).parse(invited.data);
            const hostName = `may-${number}`;
            fleet.push(await startLightAgent({ url: server.url, pool, code, hostName, number }));
          }
        }),
      );
      await until(() => fleet.every(({ version }) => version !== ""));
    });
    const rounds = 3;
    const statuses: number[] = [];
    const reporting = await timed(server.pid, async () => {
      for (let round = 0; round < rounds; round += 1) statuses.push(...(await reportSpread(fleet)));
    });
    const before = new Map(fleet.map((agent) => [agent.id, agent.checks]));
    const obeying = await timed(server.pid, async () => {
      await admin("inventory/apply", { files: [{ path: "fleet.yaml", text: inventoryOf(fleet) }] });
      await until(() => fleet.every((agent) => agent.checks > (before.get(agent.id) ?? 0)));
    });
    const [thief] = fleet;
    if (thief === undefined) throw new Error("no agent enrolled");
    const revoking = await timed(server.pid, async () => {
      await admin(`agents/${thief.id}/revoke`, {});
      await until(() => thief.refusedAtMs !== undefined);
      if ((await thief.report()) !== 401) throw new Error("a revoked agent delivered");
    });
    const others = fleet.filter((agent) => agent !== thief && agent.refusedAtMs !== undefined).length;
    if (others > 0) throw new Error(`${others} agents were refused that nobody revoked`);
    const s = (work: string, ours: number, more: Partial<Row> = {}): Row => ({
      ...{ work, ours, digits: 1, unit: "s" },
      ...more,
    });
    return [
      s(`${agents} agents enrolled, told what they found, configured`, enrolling.tookS),
      s("its CPU of the control plane", enrolling.cpuS),
      {
        ...{ work: `reports taken of ${statuses.length}`, digits: 0, unit: "" },
        ...{ ours: statuses.filter((status) => status === 204).length, bar: statuses.length, isLeast: true },
      },
      s(`CPU of a second with ${agents} agents reporting`, reporting.cpuS / reporting.tookS, { digits: 2 }),
      s("a change of the inventory applied, and in use by all", obeying.tookS),
      s("its CPU of the control plane", obeying.cpuS),
      s("from revoking until the agent is refused everywhere", revoking.tookS, {
        ...{ bar: revokedWithinS, digits: 2 },
      }),
      { work: "memory of the control plane", ours: residentMb(server.pid), digits: 0, unit: "MB" },
      s("CPU of all agents together, for comparison", ownCpuS()),
    ];
  } finally {
    for (const agent of fleet) agent.stop();
    pool.destroy();
    await server.remove();
  }
}

/** Everybody once, spread over the time between two reports. */
async function reportSpread(fleet: readonly LightAgent[]): Promise<number[]> {
  const gapMs = reportEveryMs / fleet.length;
  const beganMs = performance.now();
  return Promise.all(
    fleet.map(async (agent, at) => {
      await pause(Math.max(0, beganMs + at * gapMs - performance.now()));
      return agent.report();
    }),
  );
}

/** A site for every agent, with one device that it begins to measure. */
function inventoryOf(fleet: readonly LightAgent[]): string {
  const sites = fleet.map(({ id }) => `  - { id: s-${id}, name: ${id}, unit: tinh, agent: ${id} }`);
  const devices = fleet.map(
    ({ id }, at) =>
      `  - { id: d-${id}, name: ${id}, site: s-${id}, address: 172.16.${Math.floor(at / 250)}.${at % 250} }`,
  );
  return ["units: [{ id: tinh, name: Tỉnh }]", "sites:", ...sites, "devices:", ...devices, ""].join("\n");
}

async function timed(pid: number, work: () => Promise<void>): Promise<{ tookS: number; cpuS: number }> {
  const [beganMs, cpuBefore] = [performance.now(), processCpuS(pid)];
  await work();
  return { tookS: (performance.now() - beganMs) / 1000, cpuS: processCpuS(pid) - cpuBefore };
}

async function until(isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`not within ${deadlineMs / 1000} s`);
    await pause(20);
  }
}
