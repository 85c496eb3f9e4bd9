import type { AgentDetail, AgentRow } from "@haidang/contract/agent-api.ts";
import { clockLimitMs } from "@haidang/contract/agent-protocol.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { Assignments } from "../state/assignments.ts";
import { type AgentRecord, stateOf } from "../store/fleet-records.ts";
import type { SeriesStore } from "../store/series.ts";
import { latestReadings } from "./rows.ts";

export interface AgentSource {
  series: SeriesStore;
  assignments: Assignments;
  /** Knows the newest configuration of each. */
  fleet: { config(agent: string): { version: string } };
  agents: () => AgentRecord[];
}

export function isSilent({ lastSeenMs }: AgentRecord, silentAfterMs: number, nowMs: number): boolean {
  return lastSeenMs === null || nowMs - lastSeenMs > silentAfterMs;
}

function reasonOf(silent: boolean, clockOffsetMs: number | null): Reason | null {
  if (silent) return "agent_silent";
  return Math.abs(clockOffsetMs ?? 0) > clockLimitMs ? "clock_skew" : null;
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
    const state = stateOf(agent);
    const { site, config, tokenSinceMs, next, release = null } = agent.standing;
    const silent = state === "active" && isSilent(agent, silentAfterMs, nowMs);
    const clockOffsetMs = number("clockOffsetMs");
    const clockSynchronised = own?.["clockSynchronised"]?.value;
    return {
      id: agent.id,
      hostName: agent.hostName,
      version: agent.version,
      enrolledAtMs: agent.enrolledMs,
      lastSeenMs: agent.lastSeenMs,
      silent,
      state,
      site,
      configVersion: config?.version ?? null,
      configSinceMs: config?.sinceMs ?? null,
      configIsNewest: config !== null && config.version === source.fleet.config(agent.id).version,
      configRefused: config?.refused.length ?? 0,
      credentialSinceMs: tokenSinceMs,
      credentialOffered: next !== null,
      release,
      checks: source.assignments.checksFor(agent.id).length,
      spoolBatches: number("spoolBatches"),
      spoolBytes: number("spoolBytes"),
      droppedPoints: number("droppedPoints"),
      droppedFirstMs: number("droppedFirstMs"),
      droppedLastMs: number("droppedLastMs"),
      oldestUnsentS: number("oldestUnsentS"),
      icmpBy: icmp !== undefined && "by" in icmp ? icmp.by : null,
      reason: reasonOf(silent, clockOffsetMs),
      clockOffsetMs,
      clockRoundTripMs: number("clockRoundTripMs"),
      clockSynchronised: typeof clockSynchronised === "boolean" ? clockSynchronised : null,
    };
  });
}

/** One agent with what it told of its machine; undefined when there is none of that name. */
export async function agentDetail(
  source: AgentSource,
  id: string,
  silentAfterMs: number,
  nowMs: number,
): Promise<AgentDetail | undefined> {
  const agent = source.agents().find((one) => one.id === id);
  if (agent === undefined) return undefined;
  const [row] = await agentRows({ ...source, agents: () => [agent] }, silentAfterMs, nowMs);
  return row === undefined
    ? undefined
    : { ...row, hub: agent.hub, facts: agent.facts, refused: agent.standing.config?.refused ?? [] };
}
