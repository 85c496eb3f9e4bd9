import { createHash } from "node:crypto";
import type { AgentConfig, EnrolRequest, EnrolResponse, Facts } from "@haidang/contract/agent-protocol.ts";
import type { inviteRequestSchema } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { searchKey } from "@haidang/contract/text.ts";
import type { z } from "zod";
import { hashSecret, newSecret } from "../auth/secret.ts";
import { withSecrets } from "../inventory/checks-with-secrets.ts";
import { mergeFacts } from "../inventory/discovered.ts";
import type { Assignments } from "../state/assignments.ts";
import type { AgentRecord, InviteRecord, RecordStore } from "../store/records.ts";

/** An agent not heard of for so long is silent, ms: three rounds of its slowest regular call. */
export const silentAfterMs = 30_000;
const seenSavedEveryMs = 10_000;

export type InviteOptions = z.output<typeof inviteRequestSchema>;

export interface Fleet {
  list(): AgentRecord[];
  invite(options: InviteOptions, nowMs: number): { code: string; expiresMs: number };
  enrol(request: EnrolRequest, nowMs: number): EnrolResponse;
  /** The agent a credential belongs to. */
  agentOf(token: string): string | undefined;
  seen(agent: string, nowMs: number): void;
  /** True when what the agent found changes what is watched. */
  learn(agent: string, facts: Facts): boolean;
  config(agent: string): AgentConfig;
  /** Agents that have not said since the start that they have their newest configuration. */
  unaware(): string[];
  /** Resolves with the configuration once it is another than `have`, or with undefined when the signal aborts. */
  awaitConfig(agent: string, have: string | undefined, signal: AbortSignal): Promise<AgentConfig | undefined>;
  /** Wakes those who wait for one of these agents' configurations. */
  configChanged(agents: ReadonlySet<string>): void;
}

/** What configurations hold besides checks. */
export interface ConfigParts {
  /** What checks only name. */
  secretOf: (name: string) => string | undefined;
  /** Keys of ours that agents are to trust; none where there is no TLS. */
  pins: () => readonly string[];
}

export function createFleet(
  records: RecordStore,
  assignments: Assignments,
  { secretOf, pins }: ConfigParts,
): Fleet {
  const agents = new Map(records.agents.list().map((agent) => [agent.id, agent]));
  const byToken = new Map([...agents.values()].map(({ tokenHash, id }) => [tokenHash, id]));
  /** Which configuration each agent said it has. */
  const having = new Map<string, string>();
  const savedSeen = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();

  function agentNamed(id: string): AgentRecord {
    const agent = agents.get(id);
    if (agent === undefined) throw new HaidangError("not_found", `there is no agent ${id}`);
    return agent;
  }

  function config(agent: string): AgentConfig {
    const checks = withSecrets(assignments.checksFor(agent), secretOf);
    const trusted = [...pins()];
    const rest = trusted.length === 0 ? { checks } : { checks, pins: trusted };
    const version = createHash("sha256").update(JSON.stringify(rest)).digest("hex").slice(0, 16);
    return { version, ...rest };
  }

  /**
   * A machine enrolled as hub again, or one invited by the name of an agent, is that agent with a new credential, so
   * that its history goes on.
   */
  function register(
    request: EnrolRequest,
    { hub, name }: InviteRecord,
    tokenHash: string,
    nowMs: number,
  ): AgentRecord {
    const known =
      name === null
        ? [...agents.values()].find((agent) => hub && agent.hub && agent.hostName === request.hostName)
        : agents.get(name);
    if (known !== undefined) {
      records.agents.setToken(known.id, tokenHash);
      byToken.delete(known.tokenHash);
      return { ...known, tokenHash };
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
    };
    records.agents.add(agent);
    return agent;
  }

  return {
    list: () => [...agents.values()],
    invite({ hub, name = null, expiresS }, nowMs) {
      const code = newSecret();
      const expiresMs = nowMs + expiresS * 1000;
      records.invites.add({ codeHash: hashSecret(code), hub, name, expiresMs });
      return { code, expiresMs };
    },
    enrol(request, nowMs) {
      const token = newSecret();
      const tokenHash = hashSecret(token);
      const agent = records.transaction(() => {
        const invite = records.invites.take(hashSecret(request.code), nowMs);
        if (invite === undefined) return undefined;
        const registered = register(request, invite, tokenHash, nowMs);
        records.audit.append({
          atMs: nowMs,
          actor: "invite",
          action: "agent.enrol",
          object: registered.id,
          detail: "",
        });
        return registered;
      });
      if (agent === undefined) {
        throw new HaidangError(
          "invite_invalid",
          "the enrolment code was used already, is over or never existed",
          {
            hint: "make a new one with `npx haidang agent invite`",
          },
        );
      }
      agents.set(agent.id, agent);
      byToken.set(tokenHash, agent.id);
      return { agent: agent.id, token };
    },
    agentOf: (token) => byToken.get(hashSecret(token)),
    seen(id, nowMs) {
      const agent = agentNamed(id);
      agent.lastSeenMs = nowMs;
      if (nowMs - (savedSeen.get(id) ?? 0) < seenSavedEveryMs) return;
      savedSeen.set(id, nowMs);
      records.agents.setSeen(id, nowMs);
    },
    learn(id, facts) {
      const agent = agentNamed(id);
      const merged = mergeFacts(agent.facts, facts);
      if (JSON.stringify(merged) === JSON.stringify(agent.facts)) return false;
      records.agents.setFacts(id, merged);
      Object.assign(agent, { facts: merged, hostName: merged.hostName, version: merged.version });
      return true;
    },
    unaware: () => [...agents.keys()].filter((id) => having.get(id) !== config(id).version),
    config,
    async awaitConfig(agent, have, signal) {
      const current = config(agent);
      if (have !== undefined) having.set(agent, have);
      if (current.version !== have || signal.aborted) return current.version === have ? undefined : current;
      const waiters = waiting.get(agent) ?? new Set();
      waiting.set(agent, waiters);
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiters.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        waiters.add(wake);
        signal.addEventListener("abort", wake);
      });
      const fresh = config(agent);
      return fresh.version === have ? undefined : fresh;
    },
    configChanged(changed) {
      for (const agent of changed) for (const wake of [...(waiting.get(agent) ?? [])]) wake();
    },
  };
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
