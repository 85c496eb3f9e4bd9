import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { adminKey, asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

/** Who gets in where: every route by name, so that a new one has to be thought about here. */
const table = `
anyone    GET /healthz | GET /readyz | GET /metrics | GET /ping | GET /health
anyone    GET /api/v1/session/ways | GET /api/v1/session/provider | GET /api/v1/session/provider/return
anyone    POST /api/v1/session | DELETE /api/v1/session | POST /api/v1/session/password | POST /api/v1/agent/enrol
signed-in GET /api/v1/session
anyone    GET /acknowledge/{token} | POST /acknowledge/{token}
viewer    GET /api/v1/notifications | GET /api/v1/channels | GET /api/v1/oncall
operator  POST /api/v1/channels/{id}/test
user      POST /api/v1/session/password/change | POST /api/v1/session/second-factor
user      POST /api/v1/session/second-factor/confirm
key       POST /api/v1/session-codes
viewer    GET /api/v1/status | GET /api/v1/units | GET /api/v1/sites | GET /api/v1/links | GET /api/v1/devices
viewer    GET /api/v1/services | GET /api/v1/video | GET /api/v1/racks | GET /api/v1/agents | GET /api/v1/stream
viewer    GET /api/v1/agents/{id} | GET /api/v1/units/{id} | GET /api/v1/links/{id} | GET /api/v1/devices/{id}
viewer    GET /api/v1/services/{id} | GET /api/v1/video/{id} | GET /api/v1/racks/{id}
viewer    GET /api/v1/heartbeats | GET /api/v1/heartbeats/{id}
operator  GET /api/v1/heartbeats/{id}/address
anyone    GET /api/v1/heartbeats/{id}/{secret} | POST /api/v1/heartbeats/{id}/{secret} | POST /api/v1/heartbeats/{id}
viewer    GET /api/v1/reports | GET /api/v1/reports/{number}
operator  POST /api/v1/reports | POST /api/v1/evidence
viewer    GET /api/v1/verdict | GET /api/v1/map
viewer    GET /api/v1/data-centre | GET /api/v1/feeds | GET /api/v1/feeds/{id}/failover
viewer    GET /api/v1/tree | GET /api/v1/tree/find | GET /api/v1/tree/{id}
viewer    GET /api/v1/revisions | GET /api/v1/maintenance | GET /api/v1/maintenance/times
viewer    GET /api/v1/incidents | GET /api/v1/incidents/{id} | GET /api/v1/alerts | GET /api/v1/muted
viewer    GET /api/v1/silences
viewer    GET /api/v1/conferences | GET /api/v1/conferences/{id} | GET /api/v1/conferences/{id}/readiness
viewer    GET /api/v1/conferences/{id}/quality
operator  POST /api/v1/conferences | POST /api/v1/conferences/{id}/cancel | POST /api/v1/conferences/{id}/readiness
operator  POST /api/v1/incidents/{id}/acknowledge | POST /api/v1/incidents/{id}/unacknowledge
operator  POST /api/v1/incidents/{id}/assign | POST /api/v1/incidents/{id}/note
operator  POST /api/v1/incidents/{id}/overrule | POST /api/v1/incidents/{id}/resolve
operator  POST /api/v1/silences | POST /api/v1/silences/{id}/expire
operator  POST /api/v1/maintenance | POST /api/v1/maintenance/{id}/cancel
read      GET /api/v1/uptime | GET /api/v1/uptime/groups | GET /api/v1/query | GET /api/v1/query/distribution
read      GET /prometheus/api/v1/query | POST /prometheus/api/v1/query
read      GET /prometheus/api/v1/query_range | POST /prometheus/api/v1/query_range
read      GET /prometheus/api/v1/series | POST /prometheus/api/v1/series
read      GET /prometheus/api/v1/labels | POST /prometheus/api/v1/labels
read      GET /prometheus/api/v1/label/{name}/values | POST /prometheus/api/v1/label/{name}/values
read      GET /prometheus/api/v1/metadata | POST /prometheus/api/v1/metadata
read      GET /prometheus/api/v1/status/buildinfo | POST /prometheus/api/v1/status/buildinfo
admin     POST /api/v1/inventory/validate | POST /api/v1/inventory/apply | POST /api/v1/store/backup
admin     GET /api/v1/inventory/export | GET /api/v1/inventory/revisions | GET /api/v1/inventory/revisions/{revision}
admin     POST /api/v1/inventory/revert | GET /api/v1/inventory/template | POST /api/v1/inventory/import
admin     GET /api/v1/inventory/entries/{list}/{id} | PUT /api/v1/inventory/entries/{list}/{id}
admin     DELETE /api/v1/inventory/entries/{list}/{id}
admin     POST /api/v1/agents/invites | GET /api/v1/tokens | POST /api/v1/tokens | POST /api/v1/tokens/{id}/revoke
admin     GET /api/v1/users | POST /api/v1/users | GET /api/v1/users/{id} | POST /api/v1/users/{id}/change
admin     POST /api/v1/users/{id}/reset-password | POST /api/v1/users/{id}/remove
admin     GET /api/v1/second-factor | POST /api/v1/second-factor
admin     GET /api/v1/audit | GET /api/v1/audit/verify
admin     POST /api/v1/agents/{id}/approve | POST /api/v1/agents/{id}/revoke | POST /api/v1/agents/{id}/rotate
admin     GET /api/v1/secrets | POST /api/v1/secrets/{name} | POST /api/v1/secrets/{name}/remove
admin     GET /api/v1/releases | POST /api/v1/releases | POST /api/v1/releases/offer
agent     GET /api/v1/agent/release/{sha256} | POST /api/v1/agent/release
admin     POST /api/v1/map | POST /api/v1/vault/rotate-key | POST /api/v1/certificate/rotate | GET /api/v1/certificate
agent     GET /api/v1/agent/config | POST /api/v1/agent/facts | POST /api/v1/agent/applied | POST /api/v1/ingest
enrolled  GET /api/v1/agent/standing
ingest    POST /write | POST /api/v2/write | GET /query | POST /query
`;

const people = ["viewer", "operator", "admin", "key", "viewerToken"] as const;
const callers = ["none", ...people, "pending", "agent", "pendingAgent", "ingestToken", "readToken"] as const;
type Name = (typeof callers)[number];

/** Who is let in by each word of the table. */
const lets: Readonly<Record<string, readonly Name[]>> = {
  anyone: callers,
  "signed-in": [...people, "pending"],
  user: ["viewer", "operator", "admin", "pending"],
  key: ["key"],
  viewer: people,
  read: [...people, "readToken"],
  operator: ["operator", "admin", "key"],
  admin: ["admin", "key"],
  agent: ["agent"],
  enrolled: ["agent", "pendingAgent"],
  ingest: ["ingestToken"],
};

const rows = table
  .trim()
  .split("\n")
  .flatMap((line) => {
    const [word = "", ...rest] = line.split(/\s+/);
    return rest
      .join(" ")
      .split(" | ")
      .map((route): [string, string] => [route, word]);
  });

let scripted: ScriptedApp;
let headers: Record<Name, Record<string, string>>;
const password = "mật khẩu đủ dài";

beforeAll(async () => {
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(mkdtempSync(join(tmpdir(), "haidang-access-")), "series")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: Date.parse("2026-11-23T01:00:00Z"),
  });
  const post = async (url: string, payload: object) =>
    (await scripted.call({ method: "POST", url, payload, headers: asAdmin })).body as {
      data: { code: string; token: string };
    };
  const enrolled = async (name: string, approve: boolean) => {
    const { code } = (await post("/api/v1/agents/invites", { name, approve })).data;
    const { token } = (await post("/api/v1/agent/enrol", { code, hostName: name, version: "0.1.0" })).data;
    return bearer(token);
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  // an operator whose second factor is required once he has signed in, and another who has one
  await post("/api/v1/second-factor", { required: [] });
  headers = {
    none: {},
    viewer: await scripted.signedIn({ id: "viewer", role: "viewer" }),
    operator: await scripted.signedIn({ id: "operator", role: "operator" }),
    admin: await scripted.signedIn({ id: "admin-2", role: "admin" }),
    key: bearer(adminKey),
    viewerToken: bearer(await scripted.token({ scope: "viewer" })),
    pending: await scripted.signedIn({ id: "pending", role: "admin" }),
    agent: await enrolled("hub", true),
    pendingAgent: await enrolled("waits", false),
    ingestToken: bearer(await scripted.token({ scope: "ingest" })),
    readToken: bearer(await scripted.token({ scope: "read" })),
  };
  const { users } = scripted.app;
  const admin = users.find("admin-2") ?? expect.fail();
  users.save({ ...admin, totp: { seed: "A".repeat(32), lastStep: 0 } });
  users.requireSecondFactor(["admin"], { by: "admin", nowMs: scripted.clock.nowMs });
});
afterAll(() => scripted.app.stop());

async function documented(): Promise<string[]> {
  const { body } = await scripted.call({ method: "GET", url: "/api/v1/openapi.json" });
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

it("the table has every route of the OpenAPI document, and no other", async () => {
  expect(rows.map(([route]) => route).toSorted()).toEqual((await documented()).toSorted());
});

it.each(callers)("%s gets in exactly where the table says", async (caller) => {
  const differences: string[] = [];
  for (const [route, word] of rows) {
    const isLet = lets[word]?.includes(caller) === true;
    const [method = "", path = ""] = route.split(" ");
    // a stream that is let in never ends, and signing out would end what the others need
    if (isLet && (path === "/api/v1/stream" || route === "DELETE /api/v1/session")) continue;
    const url = path.replace(/\{\w+\}/g, "nothing-of-this-name");
    const { status, text } = await scripted.call({
      ...{ method: method as InjectOptions["method"], url, headers: headers[caller] },
      ...(method === "POST" ? { payload: {} } : {}),
    });
    const isIn = status !== 401 && status !== 403;
    if (isIn !== isLet) differences.push(`${route}: ${status} ${text.slice(0, 120)}`);
  }
  expect(differences).toEqual([]);
});

it("a second factor that is missing cannot be got round", async () => {
  const asPending = headers.pending;
  const call = async (url: string, payload?: object) =>
    (
      await scripted.call({
        ...{ method: payload === undefined ? "GET" : "POST", url, headers: asPending },
        ...(payload === undefined ? {} : { payload }),
      })
    ).status;
  expect(await call("/api/v1/status")).toBe(403);
  expect(await call("/api/v1/tokens", { scope: "admin" })).toBe(403);
  expect(await call("/api/v1/second-factor", { required: [] })).toBe(403);
  expect(await call("/api/v1/users/pending/change", { role: "viewer" })).toBe(403);
  // a token he made before it was required stops with him
  const { tokens } = scripted.app;
  const { token } = tokens.create({ scope: "admin" }, { by: "pending", owner: "pending", nowMs: 0 });
  const answer = await scripted.call({
    method: "GET",
    url: "/api/v1/status",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
  expect(await call("/api/v1/session")).toBe(200);
  expect(await call("/api/v1/session/password/change", { present: password, password: `${password}!` })).toBe(
    200,
  );
});
