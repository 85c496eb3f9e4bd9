import type { EnrolRequest } from "@haidang/contract/agent-protocol.ts";
import { searchKey } from "@haidang/contract/text.ts";
import { type AgentRecord, type InviteRecord, stateOf } from "../store/fleet-records.ts";

/**
 * Whom an invitation makes of a machine. One enrolled as hub again, or invited by the name of an agent, is that agent
 * with a new credential, so that its history goes on; a revoked one comes back by its name only.
 */
export function registered(
  request: EnrolRequest,
  invite: InviteRecord,
  {
    agents,
    tokenHash,
    nowMs,
  }: { agents: ReadonlyMap<string, AgentRecord>; tokenHash: string; nowMs: number },
): { agent: AgentRecord; isNew: boolean } {
  const { hub, name, site, approve } = invite;
  const known =
    name === null ? [...agents.values()].find((agent) => isSameHub(agent, request, hub)) : agents.get(name);
  const standing = {
    site: site ?? known?.standing.site ?? null,
    approvedMs: approve ? nowMs : null,
    revokedMs: null,
    tokenSinceMs: nowMs,
    next: null,
    config: null,
  };
  if (known !== undefined) {
    // approved all along unless it has to be approved anew
    const approvedMs = approve ? (known.standing.approvedMs ?? nowMs) : null;
    return { agent: { ...known, tokenHash, standing: { ...standing, approvedMs } }, isNew: false };
  }
  const agent: AgentRecord = {
    id: name ?? freeId(request.hostName, agents),
    hostName: request.hostName,
    version: request.version,
    hub,
    tokenHash,
    enrolledMs: nowMs,
    lastSeenMs: null,
    facts: null,
    standing,
  };
  return { agent, isNew: true };
}

function isSameHub(agent: AgentRecord, { hostName }: EnrolRequest, hub: boolean): boolean {
  return hub && agent.hub && agent.hostName === hostName && stateOf(agent) !== "revoked";
}

/** The host's name as an id, numbered when another agent has it. */
function freeId(hostName: string, taken: ReadonlyMap<string, unknown>): string {
  const base =
    searchKey(hostName)
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
      .slice(0, 40) || "agent";
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
  return id;
}
