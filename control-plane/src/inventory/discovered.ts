import type { Facts, Finding } from "@haidang/contract/agent-protocol.ts";
import type { Device, Link, Service, Site, Unit } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";

/** Something an agent looked for on its own machine and did not find: shown with its reason, measured by nothing. */
export interface Missing {
  reason: Reason;
  detail?: string | undefined;
}

/** What an agent's facts add to the inventory: its own machine, and what that machine can reach. */
export interface Discovered {
  agent: string;
  /** It measures whatever the inventory gives to no agent. */
  hub?: boolean;
  unit: Unit;
  site: Site;
  link: Link & { missing?: Missing };
  device: Device & { agentHost: true };
  services: Array<Service & { missing?: Missing }>;
}

const nothingToReach = "0.0.0.0";

/**
 * A local SNMP agent is asked oftener than one across a thin line. A multiple of three seconds, since net-snmp reads
 * its counters anew every three: other intervals see them up to three seconds older or newer than the time between.
 */
const localSnmpIntervalS = 15;

/**
 * Turns facts into objects. `selfUrl` is the control plane's own address as the hub agent reaches it, or undefined
 * for an agent elsewhere. An agent whose gateway was written in the inventory simply overrides these by id.
 */
export function discover(agent: string, facts: Facts, selfUrl: string | undefined): Discovered {
  const name = facts.hostName;
  const gateway = found(facts.gateway);
  const snmp = found(facts.localSnmp);
  return {
    agent,
    unit: { id: agent, name, kind: "office" },
    site: { id: agent, name, unit: agent },
    link: {
      id: `${agent}-gateway`,
      name: "missing" in gateway ? "gateway" : `gateway ${gateway.address}`,
      site: agent,
      role: "primary",
      measuredBy: agent,
      ...addressed(gateway),
    },
    device: {
      id: agent,
      name,
      site: agent,
      address: "127.0.0.1",
      ping: false,
      measuredBy: agent,
      agentHost: true,
      ...("missing" in snmp
        ? {}
        : { snmp: { version: "2c", community: "public", port: 161, intervalS: localSnmpIntervalS } }),
    },
    services: [
      ...facts.resolvers.map((finding, index) => resolver(agent, finding, index)),
      ...self(agent, selfUrl),
    ],
  };
}

type Found = { address: string } | { missing: Missing };

function found(finding: Finding): Found {
  if ("address" in finding) return finding;
  return { missing: { reason: finding.missing, detail: finding.detail } };
}

function addressed(where: Found): { address: string; missing?: Missing } {
  return "missing" in where
    ? { address: nothingToReach, missing: where.missing }
    : { address: where.address };
}

function resolver(agent: string, finding: Finding, index: number): Discovered["services"][number] {
  const where = addressed(found(finding));
  return {
    id: index === 0 ? `${agent}-resolver` : `${agent}-resolver-${index + 1}`,
    name: where.missing === undefined ? `DNS ${where.address}` : "DNS",
    unit: agent,
    icmp: { address: where.address },
    intervalS: 10,
    measuredBy: agent,
    ...(where.missing === undefined ? {} : { missing: where.missing }),
  };
}

function self(agent: string, selfUrl: string | undefined): Service[] {
  if (selfUrl === undefined) return [];
  return [
    {
      id: "haidang",
      name: "Hải Đăng",
      unit: agent,
      http: { url: `${selfUrl}/healthz`, expectStatus: [200] },
      intervalS: 10,
      measuredBy: agent,
    },
  ];
}

/**
 * New facts over the ones before. What was once found stays watched when it goes missing: a default route that
 * vanished with its cable is an outage to see, not a reason to stop looking.
 */
export function mergeFacts(before: Facts | null, now: Facts): Facts {
  if (before === null) return now;
  const keep = (old: Finding | undefined, fresh: Finding) =>
    old !== undefined && "address" in old && "missing" in fresh ? old : fresh;
  const [firstBefore] = before.resolvers;
  const [firstNow] = now.resolvers;
  const lostAll =
    firstNow !== undefined && "missing" in firstNow && firstBefore !== undefined && "address" in firstBefore;
  return {
    ...now,
    // a machine that has just started tells its hardware a little later
    ...(now.hardware === undefined && before.hardware !== undefined ? { hardware: before.hardware } : {}),
    gateway: keep(before.gateway, now.gateway),
    localSnmp: keep(before.localSnmp, now.localSnmp),
    resolvers: lostAll ? before.resolvers : now.resolvers,
  };
}
