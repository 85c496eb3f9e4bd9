import type { Facts } from "@haidang/contract/agent-protocol.ts";
import type { Subject } from "@haidang/contract/alert.ts";
import type { ProbeName } from "@haidang/contract/check.ts";
import { type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { Verdict } from "@haidang/contract/verdict.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { assignChecks } from "../inventory/checks.ts";
import { buildWorld, type World } from "../inventory/world.ts";
import { type Assignments, openAssignments } from "../state/assignments.ts";
import { createEngine, type Engine } from "../state/engine.ts";
import { planRuns } from "../state/remember.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { RecordStore } from "../store/records.ts";
import { createInvestigator, type LiveInvestigator } from "./investigator.ts";
import { cutMs } from "./scripted-facts.ts";

const names = ["dao", "khac", "xa"] as const;
const inventory: Inventory = inventorySchema.parse({
  units: [{ id: "tinh", name: "Tỉnh", kind: "province" }],
  sites: names.map((id) => ({ id, name: id, unit: "tinh", ...(id === "dao" ? { agent: "dao" } : {}) })),
  links: names.map((id) => ({
    id: `${id}-1`,
    name: `Đường ${id}`,
    site: id,
    address: "10.0.0.1",
    carrier: id,
    ...(id === "khac" ? { nearInterface: { device: "bien", name: "Te0/1" } } : {}),
    ...(id === "dao" ? { interface: { device: "rt", name: "wan1" } } : {}),
  })),
  devices: [
    { id: "ups", name: "UPS đảo", site: "dao", address: "10.0.0.9" },
    { id: "rt", name: "Router đảo", site: "dao", address: "10.0.0.8", snmp: {} },
    { id: "bien", name: "Biên", site: "xa", address: "10.0.0.7", snmp: {} },
  ],
});
const facts: Facts = {
  hostName: "dao",
  version: "1",
  addresses: [],
  gateway: { missing: "no_gateway" },
  resolvers: [{ missing: "no_resolver" }],
  localSnmp: { missing: "no_snmp_agent" },
  icmp: { by: "fping" },
  bootedMs: cutMs - 86_400_000,
  startedMs: cutMs - 3_600_000,
};

const series = openEmbeddedSeriesStore(":memory:");
let records: RecordStore;
let world: World;
let assignments: Assignments;
let engine: Engine;
let agents: AgentRecord[];
let investigator: LiveInvestigator;
let revised: string[];

const at = (s: number) => cutMs + s * 1000;
const asSubject: Subject = { kind: "link", id: "dao-1" };

function agent(id: string, hub: boolean): AgentRecord {
  const told = hub ? null : facts;
  return {
    id,
    hostName: id,
    version: "1",
    hub,
    tokenHash: id,
    enrolledMs: 0,
    lastSeenMs: at(0),
    facts: told,
    standing: { site: null, approvedMs: 0, revokedMs: null, tokenSinceMs: 0, next: null, config: null },
  };
}

/** Results of a link's echo requests, each 10 s, as ingest keeps and tells them. */
const pings = (id: string, fromS: number, toS: number, state: "up" | "down") =>
  results("icmp", id, fromS, [toS, state]);

async function results(
  probe: ProbeName,
  id: string,
  fromS: number,
  [toS, state]: readonly [number, "up" | "down"],
): Promise<void> {
  const assignment = assignments.of(`link/${id}-1`).find(({ check }) => check.probe === probe);
  if (assignment === undefined) throw new Error(`nobody asks ${id}`);
  const lost: Reason = probe === "icmp" ? "no_reply" : "port_down";
  const reason = state === "down" ? lost : null;
  for (let s = fromS; s <= toS; s += 10) {
    const seen = { timeMs: at(s), state, reason };
    const { revision: _none, ...change } = await planRuns({ records, series }, assignment, [seen], at(s));
    records.transaction(() => records.runs.replace(assignment.assignment, change));
    engine.observe(assignment, [seen], at(s));
  }
}

const measured = (s: number): Point => ({
  measurement: "check",
  tags: { agent: "dao", kind: "device", id: "dao", probe: "host" },
  fields: { outcome: "ok" },
  timeMs: at(s),
});
const feed = (s: number, onBattery: boolean): Point => ({
  measurement: "ups",
  tags: { agent: "hub", kind: "device", id: "ups" },
  fields: { onBattery, batteryLow: false },
  timeMs: at(s),
});

/** A control plane's start over the same records. */
function start(nowS: number): void {
  assignments = openAssignments(records);
  engine = createEngine(records, assignments);
  engine.setWorld(world, at(nowS));
  investigator = createInvestigator({
    ...{ records, assignments, engine, silentAfterMs: 30_000, upSinceMs: at(nowS) },
    world: () => world,
    agents: () => agents,
  });
  revised = [];
  investigator.onRevised(({ kind, id }) => revised.push(`${kind}/${id}`));
}

/** Asked alone and among others of a day, which has to be the same. */
function verdictOf(subject: Subject, startsMs: number, endsMs: number | null, nowMs: number): Verdict {
  const alone = investigator.verdict(subject, startsMs, endsMs, nowMs);
  const day = { fromMs: startsMs - 43_200_000, toMs: startsMs + 43_200_000 };
  expect(investigator.over(day, nowMs)(subject, startsMs, endsMs)).toEqual(alone);
  return alone;
}
const heed = (points: Point[], nowS: number) => investigator.heed(points, at(nowS));
const tick = (nowS: number) => {
  revised = [];
  investigator.tick(at(nowS));
};

beforeEach(async () => {
  records = openEmbeddedRecordStore(":memory:");
  world = buildWorld(inventory, []);
  agents = [agent("hub", true), agent("dao", false)];
  openAssignments(records).sync(assignChecks(world, agents).byAgent, at(-100));
  start(-100);
  for (const id of names) await pings(id, -90, -10, "up");
});

describe("the investigator", () => {
  it("guesses while there is only silence, and is sure once the spool tells that the site was alive", async () => {
    await pings("dao", 0, 20, "down");
    for (const id of ["khac", "xa"]) await pings(id, 0, 20, "up");
    tick(21);
    expect(verdictOf(asSubject, at(0), null, at(25))).toMatchObject({
      cause: "not_known",
      weighed: [{ cause: "link_cut" }, {}, {}, {}, {}, {}, {}],
    });
    tick(40);
    expect(revised).toEqual(expect.arrayContaining(["link/dao-1", "agent/dao", "site/dao", "unit/tinh"]));
    await pings("dao", 60, 70, "up");
    for (const one of agents) one.lastSeenMs = at(65);
    tick(71);
    expect(revised).toContain("link/dao-1");
    tick(72);
    expect(revised).toEqual([]);
    heed(
      Array.from({ length: 7 }, (_, n) => measured(n * 10)),
      75,
    );
    tick(75);
    expect(revised).toContain("link/dao-1");
    const verdict = verdictOf(asSubject, at(0), at(60), at(75));
    expect(verdict).toMatchObject({ cause: "link_cut", responsibility: "carrier" });
    expect(verdict.evidence).toContainEqual(
      expect.objectContaining({ kind: "backlog_measured_on", values: { name: "dao", pct: 100 } }),
    );
  });

  it("reads the port at our end of a silent line, and is told again once it was asked", async () => {
    const subject: Subject = { kind: "link", id: "khac-1" };
    const port: Point = {
      measurement: "portNear",
      tags: { agent: "hub", kind: "link", id: "khac-1" },
      fields: { operStatus: 1 },
      timeMs: at(10),
    };
    tick(-30);
    await results("port-near", "khac", -80, [-20, "up"]);
    heed([port], -20);
    tick(-20);
    expect(revised).toEqual([]);
    await pings("khac", 0, 20, "down");
    for (const id of ["dao", "xa"]) await pings(id, 0, 20, "up");
    tick(21);
    // that it was up before the line fell says nothing
    const before = verdictOf(subject, at(0), null, at(21));
    expect(before.evidence.map(({ kind }) => kind)).not.toContain("port_up");
    await results("port-near", "khac", 10, [20, "up"]);
    heed([port], 22);
    tick(22);
    expect(revised).toContain("link/khac-1");
    const lit = verdictOf(subject, at(0), null, at(23));
    expect(lit).toMatchObject({ cause: "not_known" });
    expect(lit.evidence).toContainEqual(
      expect.objectContaining({ kind: "port_up", values: { name: "Biên", port: "Te0/1" } }),
    );
    await results("port-near", "khac", 30, [30, "down"]);
    const dark = verdictOf(subject, at(0), null, at(31));
    expect(dark).toMatchObject({ cause: "link_cut", responsibility: "carrier" });
    expect(dark.evidence.map(({ kind }) => kind)).toContain("port_down");
    // it came up again with the line
    await pings("khac", 60, 90, "up");
    await results("port-near", "khac", 58, [88, "up"]);
    expect(verdictOf(subject, at(0), at(60), at(95)).cause).toBe("link_cut");
  });

  it("believes the port at the site's own end only of a time the site told of", async () => {
    await results("port", "dao", -80, [-20, "up"]);
    await pings("dao", 0, 20, "down");
    for (const id of ["khac", "xa"]) await pings(id, 0, 20, "up");
    await results("port", "dao", 10, [50, "down"]);
    await results("port", "dao", 60, [90, "up"]);
    await pings("dao", 60, 90, "up");
    const verdict = verdictOf(asSubject, at(0), at(60), at(95));
    expect(verdict).toMatchObject({ cause: "link_cut", responsibility: "carrier" });
    expect(verdict.evidence).toContainEqual(
      expect.objectContaining({ kind: "port_down", speaks: "against", cause: "power_lost" }),
    );
  });

  it("remembers over a restart what the UPS said before", async () => {
    heed([feed(-60, false), feed(-40, true), feed(-10, true)], -9);
    tick(-9);
    expect(revised).toContain("link/dao-1");
    await pings("dao", 0, 20, "down");
    for (const id of ["khac", "xa"]) await pings(id, 0, 20, "up");
    start(25);
    const verdict = verdictOf(asSubject, at(0), null, at(30));
    expect(verdict).toMatchObject({ cause: "power_lost", responsibility: "power" });
    expect(verdict.evidence.map(({ kind }) => kind)).toContain("on_battery_before");
    // the site is silent for the same reason
    expect(verdictOf({ kind: "site", id: "dao" }, at(0), null, at(30)).cause).toBe("power_lost");
  });

  it("does not take its own absence for the silence of agents", () => {
    agents = agents.map((one) => ({ ...one, lastSeenMs: at(-100) }));
    start(500);
    tick(510);
    expect(revised).toEqual([]);
    tick(531);
    expect(revised).toContain("agent/dao");
  });

  it("blames itself when everything falls at once, and again not once it answers elsewhere", async () => {
    for (const id of names) await pings(id, 0, 20, "down");
    const verdict = verdictOf(asSubject, at(0), null, at(25));
    expect(verdict).toMatchObject({ cause: "our_side", responsibility: "ours" });
    expect(verdict.evidence).toContainEqual(
      expect.objectContaining({ kind: "hub_lost_all", values: { name: "hub", count: 3 } }),
    );
    // of the agent that stands for all of it, too
    const own = verdictOf({ kind: "agent", id: "hub" }, at(0), null, at(25));
    expect(own).toMatchObject({ cause: "our_side", responsibility: "ours" });
    start(30);
    for (const id of names) await pings(id, 1000, 1020, "up");
    await pings("dao", 1030, 1050, "down");
    for (const id of ["khac", "xa"]) await pings(id, 1030, 1050, "up");
    const later = verdictOf(asSubject, at(1030), null, at(1055));
    expect(later.weighed[0]?.cause).toBe("link_cut");
    expect(later.evidence.map(({ kind }) => kind)).toContain("siblings_up");
  });

  it("takes it for our side when all agents but the hub fall silent at once", () => {
    const [hub, dao] = agents;
    if (hub === undefined || dao === undefined) throw new Error("no agents");
    const far = ["dao", "xa", "khac"].map((id, n) => ({ ...dao, id, lastSeenMs: at(n) }));
    agents = [hub, ...far.slice(0, 2), { ...dao, id: "khac", lastSeenMs: at(40) }];
    hub.lastSeenMs = at(40);
    tick(40);
    const why = () => verdictOf({ kind: "agent", id: "hub" }, at(0), null, at(40));
    expect(why().cause).not.toBe("our_side");
    agents = [hub, ...far];
    tick(40);
    const verdict = why();
    expect(verdict).toMatchObject({ cause: "our_side", responsibility: "ours" });
    expect(verdict.evidence).toContainEqual(
      expect.objectContaining({ kind: "agents_silent_together", values: { count: 3 } }),
    );
  });

  it("is told by the machine's boot whether an agent or its power had stopped", () => {
    const silent: Subject = { kind: "agent", id: "dao" };
    const [, dao] = agents;
    if (dao === undefined) throw new Error("no agent");
    tick(1);
    Object.assign(dao, { lastSeenMs: at(60), facts: { ...facts, startedMs: at(55) } });
    tick(61);
    expect(revised).toContain("agent/dao");
    const restarted = verdictOf(silent, at(0), at(60), at(61));
    expect(restarted.weighed[0]?.cause).toBe("agent_stopped");
    expect(restarted.evidence.map(({ kind }) => kind)).toContain("agent_restarted");
    Object.assign(dao, { lastSeenMs: at(260), facts: { ...facts, startedMs: at(255), bootedMs: at(240) } });
    tick(261);
    const booted = verdictOf(silent, at(200), at(260), at(261));
    expect(booted.weighed[0]?.cause).toBe("power_lost");
    expect(booted.evidence.map(({ kind }) => kind)).toContain("cold_start");
  });
});
