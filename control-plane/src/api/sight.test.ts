import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { incidentSchema } from "@haidang/contract/incident.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { sampleIncident } from "../../scripted/incidents.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const startMs = Date.parse("2026-11-23T01:00:00Z");
const inventory = `
units:
  - { id: tinh, name: Tỉnh, kind: province }
  - { id: mong-cai, name: Móng Cái, kind: commune, parent: tinh }
  - { id: co-to, name: Cô Tô, kind: commune, parent: tinh }
sites:
  - { id: mc, name: UBND Móng Cái, unit: mong-cai }
  - { id: ct, name: UBND Cô Tô, unit: co-to }
links:
  - { id: mc-1, name: Móng Cái 1, site: mc, address: 127.0.0.8, carrier: Nhà mạng A }
  - { id: ct-1, name: Cô Tô 1, site: ct, address: 127.0.0.9, carrier: Nhà mạng A }
devices:
  - { id: mc-r, name: Router Móng Cái, site: mc, address: 127.0.0.10 }
  - { id: ct-r, name: Router Cô Tô, site: ct, address: 127.0.0.11 }
services:
  - { id: ct-web, name: Cổng Cô Tô, unit: co-to, tcp: { address: 127.0.0.9, port: 80 } }
videoPoints:
  - { id: ct-vc, name: Điểm cầu Cô Tô, site: ct, address: 127.0.0.12, sip: {} }
racks:
  - { id: ct-rack, name: Tủ Cô Tô, site: ct, heightU: 42 }
`;
/** What must not turn up anywhere, names as ids. */
const beyond = /ct-1|ct-r|"ct"|co-to|ct-web|ct-vc|ct-rack|Cô Tô|hub/;

let scripted: ScriptedApp;
let officer: Record<string, string>;
let reader: Record<string, string>;

async function ask(url: string, headers = officer) {
  return scripted.call({ method: "GET", url, headers });
}
const post = (url: string, payload: object, headers: Record<string, string> = asAdmin) =>
  scripted.call({ method: "POST", url, payload, headers });
const dataOf = <T>({ body }: { body: unknown }) => (body as { data: T }).data;

beforeAll(async () => {
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(mkdtempSync(join(tmpdir(), "haidang-sight-")), "series")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: startMs,
  });
  const { code } = dataOf<{ code: string }>(await post("/api/v1/agents/invites", { hub: true, name: "hub" }));
  await post("/api/v1/agent/enrol", { code, hostName: "hub", version: "0.1.0" });
  const applied = await post("/api/v1/inventory/apply", { files: [{ path: "tinh.yaml", text: inventory }] });
  expect(applied.text).toContain("revision");
  await scripted.app.series.write(
    (["mc-1", "ct-1"] as const).map((id) => ({
      measurement: "icmp",
      tags: { agent: "hub", kind: "link", id },
      fields: { rttP50Ms: 1, lossPct: 0, sent: 10, received: 10 },
      timeMs: startMs,
    })),
  );
  officer = await scripted.signedIn({ id: "mc", role: "operator", scope: "mong-cai" });
  const token = await scripted.token({ scope: "read", under: "mong-cai" });
  reader = { authorization: `Bearer ${token}` };
  scripted.clock.nowMs = startMs + 60_000;
});
afterAll(() => scripted.app.stop());

const period = `from=${startMs - 3_600_000}&to=${startMs + 60_000}`;

/** S7: made from the OpenAPI document, so that a new route is asked too. */
it("no route tells an officer the name of something beyond his unit from a name nobody has", async () => {
  const { paths } = (await ask("/api/v1/openapi.json")).body as {
    paths: Record<string, Record<string, unknown>>;
  };
  const foreign = ["co-to", "ct", "ct-1", "ct-r", "ct-web", "ct-vc", "ct-rack", "hub"];
  const nobody = "nobody-has-this";
  const differences: string[] = [];
  const known = new Set<string>();
  for (const [path, methods] of Object.entries(paths)) {
    if (!path.includes("{") || /^\/(?:prometheus|acknowledge)\//.test(path)) continue;
    for (const method of Object.keys(methods)) {
      // reports come with a secret of their own, whoever is signed in
      if (path.includes("{secret}") || (method === "post" && path === "/api/v1/heartbeats/{id}")) continue;
      const told = async (id: string, headers: Record<string, string>) => {
        const { status, text } = await scripted.call({
          ...{ method: method.toUpperCase() as "GET" | "POST", headers },
          url: path.replace(/\{\w+\}/g, id),
          ...(method === "get" || method === "delete" ? {} : { payload: {} }),
        });
        return `${status} ${text.replace(/"asOf":"[^"]*"/, "").replaceAll(new RegExp(`\\b${id}\\b`, "g"), "ID")}`;
      };
      const absent = await told(nobody, officer);
      for (const id of foreign) {
        const answer = await told(id, officer);
        if (answer !== absent) differences.push(`${method} ${path} of ${id}: ${answer.slice(0, 200)}`);
        // as the administrator there is something to tell
        if (method === "get" && (await told(id, asAdmin)).startsWith("200")) known.add(`${path} ${id}`);
      }
    }
  }
  expect(differences).toEqual([]);
  expect(known.size).toBeGreaterThanOrEqual(foreign.length);
});

describe("an officer of one unit", () => {
  it.each([
    "/api/v1/status",
    ...["units", "sites", "links", "devices", "services", "video", "racks", "agents"].map(
      (list) => `/api/v1/${list}`,
    ),
    `/api/v1/uptime?${period}`,
    `/api/v1/uptime?${period}&tree=at-time&annotations=true`,
    ...["unit", "area", "carrier", "rack", "province"].map(
      (by) => `/api/v1/uptime/groups?${period}&by=${by}`,
    ),
    `/api/v1/query?${period}&measurement=icmp`,
    `/api/v1/query?${period}&measurement=icmp&latest=true`,
    `/api/v1/query?${period}&measurement=icmp&field=rttP50Ms&top=5`,
    `/api/v1/query?${period}&measurement=icmp&stepS=60`,
    "/api/v1/tree",
    "/api/v1/tree?asOf=2026-11-23",
    "/api/v1/tree/find?word=co",
    "/api/v1/maintenance?all=true",
    `/prometheus/api/v1/query?query=icmp_rttP50Ms&time=${startMs / 1000 + 1}`,
    `/prometheus/api/v1/query_range?query=icmp_rttP50Ms&start=${startMs / 1000}&end=${startMs / 1000 + 60}&step=15`,
    `/prometheus/api/v1/query?query=count(icmp_rttP50Ms)&time=${startMs / 1000 + 1}`,
    "/prometheus/api/v1/series?match[]=icmp_rttP50Ms",
    "/prometheus/api/v1/label/id/values",
    "/prometheus/api/v1/label/agent/values",
  ])("finds nothing of others in %s", async (url) => {
    const answer = await ask(url);
    const needed = (text: string) => text.replaceAll('"agent":"hub"', "").replaceAll('["hub"]', "");
    expect(answer.status).toBe(200);
    expect(needed(answer.text)).not.toMatch(beyond);
  });
  it("finds his own", async () => {
    for (const [list, id] of [
      ["links", "mc-1"],
      ["units", "mong-cai"],
      ["sites", "mc"],
      ["devices", "mc-r"],
    ])
      expect(dataOf<Array<{ id: string }>>(await ask(`/api/v1/${list}`)).map((row) => row.id)).toEqual([id]);
    const counted = await ask(
      `/prometheus/api/v1/query?query=count(icmp_rttP50Ms)&time=${startMs / 1000 + 1}`,
    );
    expect(counted.text).toContain('"1"');
    expect(
      dataOf<unknown[]>(await ask(`/api/v1/query?${period}&measurement=icmp&field=rttP50Ms`)),
    ).toHaveLength(1);
    expect((await ask("/api/v1/links/mc-1")).status).toBe(200);
    expect((await ask("/api/v1/units/mong-cai")).status).toBe(200);
  });
  it.each([
    ...[
      "units/co-to",
      "units/tinh",
      "tree/co-to",
      "links/ct-1",
      "devices/ct-r",
      "services/ct-web",
      "video/ct-vc",
    ],
    ...["racks/ct-rack", "agents/hub"],
    `revisions?kind=link&id=ct-1&${period}`,
    `uptime?${period}&under=co-to`,
    `query?${period}&measurement=icmp&under=co-to`,
    `query/distribution?${period}&measurement=icmp&under=tinh`,
  ])("is told that there is no %s", async (url) => {
    const [one, other] = [await ask(`/api/v1/${url}`), await ask(`/api/v1/${url}`, asAdmin)];
    expect([one.status, other.status]).toEqual([404, 200]);
  });
  it("plans maintenance at home and nowhere else", async () => {
    const window = (scope: object) =>
      post(
        "/api/v1/maintenance",
        { scope, time: { toMs: startMs + 600_000 }, reason: "thay nguồn" },
        officer,
      );
    const own = await window({ object: { kind: "link", id: "mc-1" } });
    expect(own.status).toBe(200);
    expect(dataOf<{ by: string }>(own).by).toBe("mc");
    expect((await window({ object: { kind: "link", id: "ct-1" } })).status).toBe(404);
    expect((await window({ object: { kind: "unit", id: "tinh" } })).status).toBe(404);
    expect((await window({ carrier: "Nhà mạng A" })).status).toBe(403);
    const time = { toMs: startMs + 600_000 };
    const planned = async (scope: object) =>
      dataOf<{ id: string }>(await post("/api/v1/maintenance", { scope, time, reason: "việc chung" })).id;
    const [theirs, everybodys] = [
      await planned({ object: { kind: "link", id: "ct-1" } }),
      await planned({ object: { kind: "unit", id: "tinh" } }),
    ];
    const seen = dataOf<Array<{ id: string }>>(await ask("/api/v1/maintenance")).map(({ id }) => id);
    expect(seen).toContain(everybodys);
    expect(seen).not.toContain(theirs);
    const cancel = async (id: string) => (await post(`/api/v1/maintenance/${id}/cancel`, {}, officer)).status;
    expect(await cancel(theirs)).toBe(404);
    expect(await cancel(everybodys)).toBe(403);
    expect(await cancel(dataOf<{ id: string }>(own).id)).toBe(200);
    // what is planned above his unit is maintenance of his link too
    expect(dataOf<{ class: string }>(await ask("/api/v1/links/mc-1")).class).toBe("maintenance");
    const { body } = await ask(`/api/v1/uptime?kind=link&from=${startMs}&to=${startMs + 60_000}`);
    expect((body as { data: unknown[] }).data).toHaveLength(1);
  });
  it("sees nothing once his unit is gone", async () => {
    const { cookie } = await scripted.signedIn({ id: "lost", role: "viewer", scope: "mong-cai" });
    const { users } = scripted.app;
    users.save({ ...(users.find("lost") ?? expect.fail()), scope: "no-such-unit" });
    expect(dataOf<unknown[]>(await ask("/api/v1/links", { cookie }))).toEqual([]);
  });
});

describe("a token bounded by a unit", () => {
  it("reads its own by unit, and nothing else", async () => {
    const found = await ask(`/api/v1/query?${period}&measurement=icmp&field=rttP50Ms&under=mong-cai`, reader);
    expect(dataOf<unknown[]>(found)).toHaveLength(1);
    const all = await ask(`/api/v1/query?${period}&measurement=icmp&field=rttP50Ms`, reader);
    expect(dataOf<unknown[]>(all)).toHaveLength(1);
    expect((await ask(`/api/v1/query?${period}&measurement=icmp&under=co-to`, reader)).status).toBe(404);
  });
  it.each(["ingest", "admin"])("cannot be of scope %s", async (scope) => {
    expect((await post("/api/v1/tokens", { scope, under: "mong-cai" })).status).toBe(400);
  });
});

describe("what was told, for an officer", () => {
  it("is what is about his own", async () => {
    const { records, incidents } = scripted.app;
    const about = (link: string) =>
      records.incidents.add((id) => ({
        ...incidentSchema.strip().parse(sampleIncident(id, startMs)),
        root: { kind: "link", id: link },
      })).id;
    const [own, other] = [about("mc-1"), about("ct-1")];
    const item = (incident: string) => ({ incident, purpose: "open" as const, route: "r", over: false });
    const message = (id: string, of: readonly string[]) =>
      records.notifications.put({
        ...{ id, state: "delivered", channel: "chat", contact: null, items: of.map(item) },
        ...{ madeMs: 1, dueMs: 1, doneMs: 1, attempts: 1, reason: null, detail: null },
      });
    message("n-1", [own]);
    message("n-2", [other]);
    message("n-3", [other, own]);
    message("n-4", []);
    expect(incidents.show(own)).toBeDefined();
    const rows = async (headers?: Record<string, string>) =>
      dataOf<{ id: string; incidents: string[] }[]>(await ask("/api/v1/notifications", headers)).map(
        (row) => [row.id, row.incidents],
      );
    expect(await rows()).toEqual([
      ["n-3", [own]],
      ["n-1", [own]],
    ]);
    expect(await rows(asAdmin)).toHaveLength(4);
    expect((await ask(`/api/v1/notifications?incident=${other}`)).text).not.toContain(other);
  });
});

describe("the live stream of an officer", () => {
  it("tells of his own alone, and ends when he may not see any more", async () => {
    await scripted.app.server.listen({ host: "127.0.0.1", port: 0 });
    const { port } = scripted.app.server.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/stream`, { headers: officer });
    let text = "";
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
    })();
    const latency = { kind: "link", timeMs: 0, rttP50Ms: 1, rttMinMs: 1, rttMaxMs: 1, lossPct: 0 } as const;
    scripted.app.live.send({ name: "latency", data: { ...latency, id: "ct-1" } });
    scripted.app.live.send({ name: "latency", data: { ...latency, id: "mc-1" } });
    const incident = incidentSchema.strip().parse(sampleIncident("SC-1", startMs));
    for (const [id, link] of [
      ["SC-1001", "ct-1"],
      ["SC-1002", "mc-1"],
    ] as const) {
      const root = { kind: "link" as const, id: link };
      scripted.app.live.send({ name: "incident", data: { ...incident, id, root, rootName: link } });
    }
    await expect.poll(() => text).toContain("SC-1002");
    expect(text).not.toContain("SC-1001");
    expect(text).toContain("event: latency");
    scripted.app.users.change("mc", { disabled: true }, { by: "admin", nowMs: 0 });
    const begunMs = performance.now();
    await reading;
    expect(performance.now() - begunMs).toBeLessThan(5000);
    expect(text).toContain("mc-1");
    expect(text.replaceAll('"agent":"hub"', "")).not.toMatch(beyond);
    expect((await ask("/api/v1/session")).status).toBe(401);
  });
});
