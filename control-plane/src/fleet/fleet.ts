import { createHash } from "node:crypto";
import type { inviteRequestSchema } from "@haidang/contract/agent-api.ts";
import type {
  AgentConfig,
  AgentState,
  Applied,
  EnrolRequest,
  EnrolResponse,
  Facts,
} from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { ReleaseReport, ReleaseStanding } from "@haidang/contract/release.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { z } from "zod";
import { hashSecret, newSecret } from "../auth/secret.ts";
import { withSecrets } from "../inventory/checks-with-secrets.ts";
import { mergeFacts } from "../inventory/discovered.ts";
import type { Assignments } from "../state/assignments.ts";
import { type AgentRecord, type StandingRecord, stateOf } from "../store/fleet-records.ts";
import type { RecordStore } from "../store/records.ts";
import { registered } from "./register.ts";
import type { Releases } from "./releases.ts";
import { createWaiting } from "./waiting.ts";

/** An agent not heard of for so long is silent, ms: three rounds of its slowest regular call. */
export const silentAfterMs = 30_000;
const seenSavedEveryMs = 10_000;
/** How old a credential becomes before another is offered, ms. */
export const rotateAfterMs = 30 * 86_400_000;

export type InviteOptions = z.output<typeof inviteRequestSchema>;

export interface Fleet {
  /** All there ever were, also those that wait for approval and those that are ours no more. */
  list(): AgentRecord[];
  active(): AgentRecord[];
  /** `approved`: whoever uses the code need not wait. Throws `conflict` for a site that has another agent. */
  invite(options: InviteOptions, nowMs: number): { code: string; expiresMs: number; approved: boolean };
  /** `wasKnown`: it is an agent of before with a new credential. */
  enrol(request: EnrolRequest, nowMs: number): EnrolResponse & { wasKnown: boolean };
  /** The agent a credential belongs to; one that was offered counts from now on, and the former one no more. */
  agentOf(token: string): string | undefined;
  /** Throws `unauthorized` for an agent that was revoked, `forbidden` for one that waits for approval. */
  requireActive(agent: string): void;
  seen(agent: string, nowMs: number): void;
  /** True when what the agent found changes what is watched. */
  learn(agent: string, facts: Facts): boolean;
  config(agent: string): AgentConfig;
  /** What an agent says to use of its configuration, and what not. */
  applied(agent: string, applied: Applied, nowMs: number): void;
  /** Agents that have not said since the start that they have their newest configuration. */
  unaware(): string[];
  /** Resolves with the configuration once it is another than `have`, or with undefined when the signal aborts. */
  awaitConfig(agent: string, have: string | undefined, signal: AbortSignal): Promise<AgentConfig | undefined>;
  /** Wakes those who wait for one of these agents' configurations. */
  configChanged(agents: ReadonlySet<string>): void;
  /** The agent's state once it is another than `have`, or undefined when the signal aborts. */
  awaitState(agent: string, have: string | undefined, signal: AbortSignal): Promise<AgentState | undefined>;
  /** Throws `conflict` for one that does not wait. */
  approve(agent: string, nowMs: number): void;
  /** From now on its credential is refused and its invitations are void; whoever waits for an answer of ours gets that one. */
  revoke(agent: string, nowMs: number): void;
  /** Offers another credential through the configuration. */
  rotate(agent: string, nowMs: number): void;
  /** Offers another to whoever has had the same one for `rotateAfterMs`. */
  keepUp(nowMs: number): void;
  /** Offers a version of the agent through the configuration. */
  offerRelease(
    agent: string,
    offer: Pick<ReleaseStanding, "sequence" | "version" | "applyAtMs">,
    nowMs: number,
  ): void;
  /** What an agent made of it; of an offer that was followed by another nothing is kept. */
  releaseReported(agent: string, report: ReleaseReport, nowMs: number): void;
}

/** What configurations hold besides checks. */
export interface ConfigParts {
  /** What checks only name. */
  secretOf: (name: string) => string | undefined;
  /** Keys of ours that agents are to trust; none where there is no TLS. */
  pins: () => readonly string[];
  /** Where agents reach us, the preferred one first; none where nothing was set. */
  addresses?: readonly string[];
  /** Versions of the agent, and the key they are signed with. */
  releases: Pick<Releases, "bySequence" | "key">;
}

export function createFleet(
  records: RecordStore,
  assignments: Assignments,
  { secretOf, pins, addresses = [], releases }: ConfigParts,
): Fleet {
  const agents = new Map(records.agents.list().map((agent) => [agent.id, agent]));
  const byToken = new Map<string, string>();
  const byNextToken = new Map<string, string>();
  for (const agent of agents.values()) listen(agent);
  /** Which configuration each agent said it has. */
  const having = new Map<string, string>();
  const savedSeen = new Map<string, number>();
  const waiting = createWaiting();

  function agentNamed(id: string): AgentRecord {
    const agent = agents.get(id);
    if (agent !== undefined) return agent;
    const hint = "haidang agent list shows them";
    throw new HaidangError("not_found", `there is no agent ${JSON.stringify(id)}`, { hint });
  }

  /** Lets an agent in by what it may show. */
  function listen(agent: AgentRecord): void {
    if (stateOf(agent) === "revoked") return;
    byToken.set(agent.tokenHash, agent.id);
    const { next } = agent.standing;
    if (next !== null) byNextToken.set(hashSecret(next.token), agent.id);
  }

  function forget({ tokenHash, standing: { next } }: AgentRecord): void {
    byToken.delete(tokenHash);
    if (next !== null) byNextToken.delete(hashSecret(next.token));
  }

  /** On disk first, so that what is in memory is never ahead of it. */
  function change(agent: AgentRecord, standing: Partial<StandingRecord>, tokenHash = agent.tokenHash): void {
    const next = { ...agent, tokenHash, standing: { ...agent.standing, ...standing } };
    records.agents.setStanding(next.id, next.tokenHash, next.standing);
    forget(agent);
    agents.set(next.id, next);
    listen(next);
  }

  function config(id: string): AgentConfig {
    const checks = withSecrets(assignments.checksFor(id), secretOf);
    const trusted = [...pins()];
    const next = agents.get(id)?.standing.next ?? null;
    const rest = {
      checks,
      ...(trusted.length === 0 ? {} : { pins: trusted }),
      ...(addresses.length === 0 ? {} : { addresses: [...addresses] }),
      ...(next === null ? {} : { credential: { token: next.token } }),
      ...releaseFor(agents.get(id)?.standing.release),
    };
    const version = createHash("sha256").update(JSON.stringify(rest)).digest("hex").slice(0, 16);
    return { version, ...rest };
  }

  /** Once it was taken or turned down it is offered no more. */
  function releaseFor(standing: StandingRecord["release"]): Pick<AgentConfig, "release" | "releaseKey"> {
    const releaseKey = releases.key();
    if (releaseKey === undefined) return {};
    const isOpen = standing?.state === "offered" || standing?.state === "fetched";
    const release = isOpen ? releases.bySequence(standing.sequence) : undefined;
    if (release === undefined || !isOpen) return { releaseKey };
    return { releaseKey, release: { ...release, applyAtMs: standing.applyAtMs } };
  }

  function offer(agent: AgentRecord, nowMs: number): void {
    if (agent.standing.next !== null) return;
    change(agent, { next: { token: newSecret(), sinceMs: nowMs } });
    waiting.wake(agent.id);
  }

  function requireActive(id: string): void {
    switch (stateOf(agentNamed(id))) {
      case "active":
        return;
      case "pending":
        throw new HaidangError("forbidden", `the agent ${id} waits for approval`, {
          hint: `an admin lets it in with: haidang agent approve ${id}`,
        });
      case "revoked":
        throw new HaidangError("unauthorized", `the agent ${id} was revoked`, {
          hint: `an admin invites it anew with: haidang agent invite --name ${id}`,
        });
    }
  }

  /** A site has one agent: the one it has already, by the inventory or an invitation, is invited by its name. */
  function nameFor({ name, site }: InviteOptions): string | null {
    if (site === undefined) return name ?? null;
    const found = records.inventory.current()?.inventory.sites.find(({ id }) => id === site);
    if (found === undefined) {
      const hint = "haidang status and the inventory list them by id";
      throw new HaidangError("not_found", `there is no site ${JSON.stringify(site)}`, { hint });
    }
    const present =
      found.agent ??
      [...agents.values()].find((agent) => agent.standing.site === site && stateOf(agent) !== "revoked")?.id;
    if (present === undefined || present === name) return name ?? null;
    if (name === undefined && !agents.has(present)) return present;
    throw new HaidangError("conflict", `the site ${site} has the agent ${present} already`, {
      hint: `--name ${present} gives that one a new credential; haidang agent revoke ${present} makes room for another`,
    });
  }

  return {
    list: () => [...agents.values()],
    active: () => [...agents.values()].filter((agent) => stateOf(agent) === "active"),
    invite(options, nowMs) {
      const { hub, site = null, approve = hub, expiresS } = options;
      const name = nameFor(options);
      const code = newSecret();
      const expiresMs = nowMs + expiresS * 1000;
      records.invites.add({ codeHash: hashSecret(code), hub, name, site, approve, expiresMs });
      return { code, expiresMs, approved: approve };
    },
    enrol(request, nowMs) {
      const token = newSecret();
      const tokenHash = hashSecret(token);
      const agent = records.transaction(() => {
        const invite = records.invites.take(hashSecret(request.code), nowMs);
        if (invite === undefined) return undefined;
        const { agent: made, isNew } = registered(request, invite, { agents, tokenHash, nowMs });
        if (isNew) records.agents.add(made);
        else records.agents.setStanding(made.id, tokenHash, made.standing);
        const detail = stateOf(made) === "pending" ? "waits for approval" : "";
        const entry = { atMs: nowMs, actor: "invite", action: "agent.enrol", object: made.id, detail };
        records.audit.append(entry);
        return made;
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
      const former = agents.get(agent.id);
      if (former !== undefined) forget(former);
      agents.set(agent.id, agent);
      listen(agent);
      waiting.wake(agent.id);
      return { agent: agent.id, token, state: stateOf(agent), wasKnown: former !== undefined };
    },
    agentOf(token) {
      const hash = hashSecret(token);
      const known = byToken.get(hash);
      if (known !== undefined) return known;
      const agent = agents.get(byNextToken.get(hash) ?? "");
      if (agent === undefined || agent.standing.next === null) return undefined;
      change(agent, { next: null, tokenSinceMs: agent.standing.next.sinceMs }, hash);
      return agent.id;
    },
    requireActive,
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
      const changed = watchedOf(merged) !== (agent.facts === null ? undefined : watchedOf(agent.facts));
      records.agents.setFacts(id, merged);
      Object.assign(agent, { facts: merged, hostName: merged.hostName, version: merged.version });
      return changed;
    },
    unaware: () =>
      [...agents.values()]
        .filter((agent) => stateOf(agent) === "active" && having.get(agent.id) !== config(agent.id).version)
        .map(({ id }) => id),
    config,
    applied(id, { version, refused }, nowMs) {
      const agent = agentNamed(id);
      const former = agent.standing.config;
      const isSame = former?.version === version;
      if (isSame && JSON.stringify(former.refused) === JSON.stringify(refused)) return;
      change(agent, { config: { version, refused, sinceMs: isSame ? former.sinceMs : nowMs } });
    },
    async awaitConfig(agent, have, signal) {
      const current = config(agent);
      if (have !== undefined) having.set(agent, have);
      if (current.version !== have || signal.aborted) return current.version === have ? undefined : current;
      await waiting.wait(agent, signal);
      requireActive(agent);
      const fresh = config(agent);
      return fresh.version === have ? undefined : fresh;
    },
    configChanged(changed) {
      for (const agent of changed) waiting.wake(agent);
    },
    async awaitState(id, have, signal) {
      const state = () => stateOf(agentNamed(id));
      if (state() === have && !signal.aborted) await waiting.wait(id, signal);
      return state() === have ? undefined : state();
    },
    approve(id, nowMs) {
      const agent = agentNamed(id);
      const state = stateOf(agent);
      if (state !== "pending") {
        throw new HaidangError("conflict", `the agent ${id} does not wait for approval: it is ${state}`);
      }
      change(agent, { approvedMs: nowMs });
      waiting.wake(id);
    },
    revoke(id, nowMs) {
      const agent = agentNamed(id);
      if (stateOf(agent) === "revoked") {
        throw new HaidangError("conflict", `the agent ${id} was revoked before`);
      }
      records.invites.removeNamed(id);
      change(agent, { revokedMs: nowMs, next: null });
      waiting.wake(id);
    },
    rotate(id, nowMs) {
      requireActive(id);
      offer(agentNamed(id), nowMs);
    },
    offerRelease(id, offered, nowMs) {
      requireActive(id);
      change(agentNamed(id), { release: { ...offered, state: "offered", why: "", sinceMs: nowMs } });
      waiting.wake(id);
    },
    releaseReported(id, { sequence, state, why }, nowMs) {
      const agent = agentNamed(id);
      const { release } = agent.standing;
      if (release === null || release === undefined || release.sequence !== sequence) return;
      change(agent, { release: { ...release, state, why: deviceText(why, 400), sinceMs: nowMs } });
    },
    keepUp(nowMs) {
      for (const agent of agents.values()) {
        const isDue = nowMs - agent.standing.tokenSinceMs >= rotateAfterMs;
        if (isDue && stateOf(agent) === "active") offer(agent, nowMs);
      }
    },
  };
}

/** A machine that started again watches what it watched before. */
function watchedOf({ bootedMs: _booted, startedMs: _started, ...rest }: Facts): string {
  return JSON.stringify(rest);
}
