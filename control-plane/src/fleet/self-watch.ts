import { statfs } from "node:fs/promises";
import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { ChannelRow } from "@haidang/contract/notify.ts";
import type { AgentSeen, SystemFault } from "../alert/judge.ts";
import { channelFaults } from "../notify/failing.ts";
import { type AgentSource, agentRows } from "../query/agents.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { SeriesStore } from "../store/series.ts";
import { silentAfterMs } from "./fleet.ts";

/** Of the disk under the data folder, %. Above it there is time left to act. */
const fullFromPct = 85;
/** Below this it is no longer full: a figure at the limit is told once. */
const notFullBelowPct = 83;

/** What the control plane reads of itself. */
export interface SelfReading {
  storeFault: string | null;
  /** Null where it cannot be read. */
  diskPct: number | null;
  agents: ReadonlyArray<Pick<AgentRow, "id" | "clockOffsetMs" | "droppedPoints" | "reason">>;
  channels: readonly ChannelRow[];
}

/** Faults of our own side; `before` are those of the last look, and `dropped` the counts then. */
export function faultsOf(
  reading: SelfReading,
  before: ReadonlyMap<string, SystemFault>,
  { dropped, nowMs }: { dropped: ReadonlyMap<string, number>; nowMs: number },
): Map<string, SystemFault> {
  const found = new Map<string, SystemFault>();
  const add = (id: string, severity: SystemFault["severity"], name: string) =>
    found.set(id, { id, severity, name, sinceMs: before.get(id)?.sinceMs ?? nowMs });
  if (reading.storeFault !== null) add("store", "critical", reading.storeFault);
  const limitPct = before.has("disk") ? notFullBelowPct : fullFromPct;
  if (reading.diskPct !== null && reading.diskPct >= limitPct) {
    add("disk", reading.diskPct >= 95 ? "critical" : "major", `${Math.round(reading.diskPct)} %`);
  }
  for (const { id, reason, clockOffsetMs, droppedPoints } of reading.agents) {
    if (reason === "clock_skew" && clockOffsetMs !== null) {
      add(`clock.${id}`.slice(0, 63), "warning", `${id}: ${Math.round(clockOffsetMs / 1000)} s`);
    }
    const lost = (droppedPoints ?? 0) - (dropped.get(id) ?? droppedPoints ?? 0);
    if (lost > 0) add(`spool.${id}`.slice(0, 63), "minor", `${id}: ${lost}`);
  }
  for (const fault of channelFaults(reading.channels, nowMs)) found.set(fault.id, fault);
  return found;
}

export interface SelfWatch {
  faults(): readonly SystemFault[];
  /** Reads everything anew; rejects where it cannot, and the faults stay as they were. */
  look(): Promise<void>;
}

export interface SelfWatchOptions extends AgentSource {
  series: SeriesStore;
  folder: string | undefined;
  channels: () => ChannelRow[];
  now: () => number;
}

export function createSelfWatch(options: SelfWatchOptions): SelfWatch {
  let faults = new Map<string, SystemFault>();
  const dropped = new Map<string, number>();
  return {
    faults: () => [...faults.values()],
    async look() {
      const storeFault = await wordsOf(options.series.ping());
      const agents = storeFault === null ? await rowsOf(options) : [];
      const diskPct = options.folder === undefined ? null : await usedPct(options.folder);
      const reading = { storeFault, diskPct, agents, channels: options.channels() };
      faults = faultsOf(reading, faults, { dropped, nowMs: options.now() });
      for (const { id, droppedPoints } of agents) if (droppedPoints !== null) dropped.set(id, droppedPoints);
    },
  };
}

async function wordsOf(ping: Promise<void>): Promise<string | null> {
  try {
    await ping;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** None when the store went away in between: the next look says so. */
async function rowsOf(options: SelfWatchOptions): Promise<AgentRow[]> {
  return agentRows(options, silentAfterMs, options.now()).catch(() => []);
}

async function usedPct(folder: string): Promise<number | null> {
  const { blocks, bfree, bavail } = await statfs(folder);
  const used = blocks - bfree;
  return used + bavail === 0 ? null : (100 * used) / (used + bavail);
}

export function agentSeen({ id, hub, hostName, lastSeenMs }: AgentRecord): AgentSeen {
  return { id, hub, name: hostName, lastSeenMs };
}
