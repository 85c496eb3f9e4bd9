import type { AgentRow } from "@haidang/contract/api.ts";
import type { Assignments } from "../state/assignments.ts";
import type { AgentRecord } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import { latestReadings } from "./rows.ts";

export interface AgentSource {
  series: SeriesStore;
  assignments: Assignments;
  agents: () => AgentRecord[];
}

export function isSilent({ lastSeenMs }: AgentRecord, silentAfterMs: number, nowMs: number): boolean {
  return lastSeenMs === null || nowMs - lastSeenMs > silentAfterMs;
}

/** Agents with what they say of themselves. */
export async function agentRows(
  source: AgentSource,
  silentAfterMs: number,
  nowMs: number,
): Promise<AgentRow[]> {
  const readings = await latestReadings(source.series, "agent", {}, (tags) => tags["agent"] ?? "", nowMs);
  return source.agents().map((agent) => {
    const own = readings.get(agent.id);
    const number = (field: string) => {
      const value = own?.[field]?.value;
      return typeof value === "number" ? value : null;
    };
    const icmp = agent.facts?.icmp;
    return {
      id: agent.id,
      hostName: agent.hostName,
      version: agent.version,
      enrolledAtMs: agent.enrolledMs,
      lastSeenMs: agent.lastSeenMs,
      silent: isSilent(agent, silentAfterMs, nowMs),
      checks: source.assignments.checksFor(agent.id).length,
      spoolBatches: number("spoolBatches"),
      spoolBytes: number("spoolBytes"),
      droppedPoints: number("droppedPoints"),
      icmpBy: icmp !== undefined && "by" in icmp ? icmp.by : null,
    };
  });
}
