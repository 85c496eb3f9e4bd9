import type { Check, SettingsOf } from "@haidang/contract/check.ts";
import type { Heartbeat } from "@haidang/contract/heartbeat.ts";
import type { ObjectRef, SipAccess, StampAccess } from "@haidang/contract/object.ts";
import { snmpCredentials } from "@haidang/contract/snmp-access.ts";
import { withEase } from "./ease.ts";
import { longestPauseMs } from "./heartbeat.ts";
import { withAttempts } from "./limits.ts";
import { measurerOf } from "./topology.ts";
import { vantagesOf } from "./vantage.ts";
import type { World, WorldObject, WorldObjectOf } from "./world.ts";

/** Echo requests are sent each second; every ten seconds their window is delivered. */
const icmpWindowMs = 10_000;

const stampWindowMs = 10_000;

const checkId = (probe: string, target: ObjectRef) => `${probe}:${target.kind}/${target.id}`;

function icmp(target: ObjectRef, address: string): Check {
  return {
    id: checkId("icmp", target),
    probe: "icmp",
    target,
    intervalMs: icmpWindowMs,
    retryIntervalMs: icmpWindowMs,
    timeoutMs: 1000,
    settings: { address },
  };
}

function stamp(target: ObjectRef, address: string, access: StampAccess): Check {
  return {
    id: checkId("stamp", target),
    probe: "stamp",
    target,
    intervalMs: stampWindowMs,
    retryIntervalMs: stampWindowMs,
    timeoutMs: 3000,
    settings: { address, ...access },
  };
}

/** The checks that watch one object; none for units, sites and racks, whose state comes from their members. */
export function checksOf(object: WorldObject): Check[] {
  if (object.missing !== undefined) return [];
  const target: ObjectRef = { kind: object.kind, id: object.id };
  switch (object.kind) {
    case "unit":
    case "site":
    case "rack":
      return [];
    case "link":
      return linkChecks(object, target);
    case "device":
      return deviceChecks(object, target);
    case "service":
      return serviceChecks(object.item, target);
    case "video":
      return videoChecks(object.item, target);
    case "heartbeat":
      return [heartbeat(target, object.item)];
  }
}

/** Whoever waits for reports: the control plane itself. No agent can be called so. */
export const centre = "@haidang";

/** Two reports no further apart than this and the grace cover the time between them. */
function heartbeat(target: ObjectRef, item: Heartbeat): Check {
  const intervalMs = longestPauseMs(item);
  return {
    id: checkId("heartbeat", target),
    probe: "heartbeat",
    target,
    intervalMs,
    retryIntervalMs: intervalMs,
    timeoutMs: item.graceS * 1000,
    settings: {},
  };
}

/** A path takes up to a minute to trace where its hops are silent, and changes seldom. */
const pathIntervalMs = 600_000;

function path(target: ObjectRef, address: string): Check {
  return {
    id: checkId("path", target),
    probe: "path",
    target,
    intervalMs: pathIntervalMs,
    retryIntervalMs: pathIntervalMs,
    timeoutMs: 60_000,
    settings: { address, maxHops: 15 },
  };
}

/** A gateway that was found is one hop away: there is no path to it. */
function linkChecks({ item, discovered }: WorldObjectOf<"link">, target: ObjectRef): Check[] {
  const { address, stamp: access } = item;
  const checks = [icmp(target, address)];
  if (access !== undefined) checks.push(stamp(target, address, access));
  if (!discovered) checks.push(path(target, address));
  return checks;
}

function deviceChecks(
  { item, agentHost }: Extract<WorldObject, { kind: "device" }>,
  target: ObjectRef,
): Check[] {
  const checks: Check[] = [];
  if (agentHost) {
    checks.push({
      id: checkId("host", target),
      probe: "host",
      target,
      intervalMs: 10_000,
      retryIntervalMs: 10_000,
      timeoutMs: 5000,
      settings: {},
    });
  }
  if (item.ping) checks.push(icmp(target, item.address));
  if (item.snmp !== undefined) {
    const { port, intervalS } = item.snmp;
    checks.push({
      id: checkId("snmp", target),
      probe: "snmp",
      target,
      intervalMs: intervalS * 1000,
      retryIntervalMs: Math.min(intervalS, 10) * 1000,
      timeoutMs: 6000,
      settings: { address: item.address, port, ...snmpCredentials(item.snmp) },
    });
  }
  if (item.nut !== undefined) {
    const { ups, port, intervalS } = item.nut;
    checks.push({
      id: checkId("nut", target),
      probe: "nut",
      target,
      intervalMs: intervalS * 1000,
      retryIntervalMs: Math.min(intervalS, 10) * 1000,
      timeoutMs: 5000,
      settings: { address: item.address, ups, port },
    });
  }
  return checks;
}

function serviceChecks(
  service: Extract<WorldObject, { kind: "service" }>["item"],
  target: ObjectRef,
): Check[] {
  const { http, icmp: echo, dns, tcp, tls, intervalS } = service;
  if (echo !== undefined) return [icmp(target, echo.address)];
  const schedule = (probe: string, timeoutMs: number) => ({
    id: checkId(probe, target),
    target,
    intervalMs: intervalS * 1000,
    retryIntervalMs: Math.min(intervalS, 5) * 1000,
    timeoutMs,
  });
  if (http !== undefined) return [{ ...schedule("http", 10_000), probe: "http", settings: http }];
  if (dns !== undefined) return [{ ...schedule("dns", 5000), probe: "dns", settings: dns }];
  if (tcp !== undefined) return [{ ...schedule("tcp", 5000), probe: "tcp", settings: tcp }];
  return tls === undefined ? [] : [{ ...schedule("tls", 10_000), probe: "tls", settings: tls }];
}

/** Two lookups, one transaction given up after 4 s: no run of a signalling probe takes longer, ms. */
const signallingTimeoutMs = 15_000;

/** Half a dozen requests to a machine that is slow to answer, and the time to close its session, ms. */
const videoApiTimeoutMs = 20_000;

/**
 * Echo requests tell the network, its page HTTPS, SIP and H.323 the signalling and, where a registrar is asked, the
 * registration; the point itself tells its registration and the quality of its call.
 */
function videoChecks(point: WorldObjectOf<"video">["item"], target: ObjectRef): Check[] {
  const { address, ping, sip, h323, api, intervalS } = point;
  // A point that fails is asked no oftener: it would ban us when it is back.
  const pace = {
    target,
    intervalMs: intervalS * 1000,
    retryIntervalMs: intervalS * 1000,
    timeoutMs: signallingTimeoutMs,
  };
  const checks: Check[] = ping ? [icmp(target, address)] : [];
  if (sip !== undefined) {
    checks.push({ id: checkId("sip", target), probe: "sip", ...pace, settings: sipSettings(sip, address) });
  }
  if (h323 !== undefined) {
    checks.push({ id: checkId("h323", target), probe: "h323", ...pace, settings: { address, ...h323 } });
  }
  if (point.https ?? api !== undefined) {
    const url = `https://${hostPort(address, api?.port)}/`;
    checks.push({ id: checkId("http", target), probe: "http", ...pace, settings: { url, anyAnswer: true } });
  }
  if (api !== undefined) {
    const timeoutMs = videoApiTimeoutMs;
    const settings = { address, ...api };
    checks.push({ id: checkId("video-api", target), probe: "video-api", ...pace, timeoutMs, settings });
  }
  return checks;
}

function hostPort(address: string, port = 443): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return port === 443 ? host : `${host}:${port}`;
}

/** Where the request goes: to the point, or to its registrar, by default the host of the URI. */
function sipSettings(sip: SipAccess, address: string): SettingsOf<"sip"> {
  const { transport, via, uri, registrar } = sip;
  const [, host = "", port] = /^sips?:(?:[^@]*@)?(.*?)(?::(\d+))?$/.exec(uri ?? "") ?? [];
  const ofUri =
    via === "registrar" && registrar === undefined && port !== undefined ? Number(port) : undefined;
  return {
    address: via === "direct" ? address : (registrar ?? host.replace(/^\[|\]$/g, "")),
    port: sip.port ?? ofUri ?? (transport === "tls" ? 5061 : 5060),
    transport,
    via,
    ...(uri === undefined ? {} : { uri }),
  };
}

export interface AssignedChecks {
  /** By agent; agents without checks are there with none. */
  byAgent: Map<string, Check[]>;
  /** Objects that should be measured and have no agent to do it. */
  orphans: ObjectRef[];
}

/**
 * Who measures what: the agent an object names, else for what stands at a site the agent there, else the first hub. Lines of
 * `easedSites` are spared (`ease.ts`).
 */
export function assignChecks(
  world: World,
  agents: ReadonlyArray<{ id: string; hub: boolean }>,
  easedSites: ReadonlySet<string> = new Set(),
): AssignedChecks {
  const byAgent = new Map<string, Check[]>(agents.map(({ id }) => [id, []]));
  const hub = agents.find((agent) => agent.hub)?.id;
  const orphans: ObjectRef[] = [];
  for (const object of world.objects.values()) {
    const checks = checksOf(object)
      .map((check) => withAttempts(check, world.limits.get(object.key)))
      .map((check) => withEase(check, object, world, easedSites));
    if (checks.length === 0) continue;
    if (object.kind === "heartbeat") {
      byAgent.set(centre, [...(byAgent.get(centre) ?? []), ...checks]);
      continue;
    }
    const list = byAgent.get(measurerOf(object, world.objects) ?? hub ?? "");
    if (list === undefined) orphans.push({ kind: object.kind, id: object.id });
    else list.push(...checks);
    if (object.kind !== "link") continue;
    // what merely adds to the word of the first is no orphan where nobody can see it
    for (const { agent, check } of vantagesOf(object, world.objects, hub)) byAgent.get(agent)?.push(check);
  }
  return { byAgent, orphans };
}
