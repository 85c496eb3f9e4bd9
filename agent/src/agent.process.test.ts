import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Facts, factsSchema } from "@haidang/contract/agent-protocol.ts";
import type { Check } from "@haidang/contract/check.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Agent, type AgentOptions, buildAgent } from "./agent.ts";
import type { BoundProbe, ContinuousProbe, Emission } from "./probe/probe.ts";
import { type ScriptedLog, scriptedLog } from "./self/scripted-log.ts";
import { type ScriptedCentre, startScriptedCentre } from "./ship/scripted-centre.ts";

let folder: string;
let log: ScriptedLog;
let centre: ScriptedCentre;
let agent: Agent | undefined;
let facts: Facts[];
let config: { version: string; checks: Check[] };
let tokens: Set<string>;
let watched: string[][];
let watchedStamp: string[][];
let bindings: string[];

function check(id: string, probe: "http" | "icmp" | "stamp", intervalMs = 1000): Check {
  const schedule = {
    id,
    target: { kind: "service" as const, id },
    intervalMs,
    retryIntervalMs: 1000,
    timeoutMs: 500,
  };
  if (probe === "stamp") {
    return { ...schedule, probe, settings: { address: "127.0.0.1", port: 862, ssid: 0, packetsPerS: 1 } };
  }
  return probe === "http"
    ? { ...schedule, probe, settings: { url: "http://127.0.0.1:1/" } }
    : { ...schedule, probe, settings: { address: "127.0.0.1" } };
}
function bind(check: Check): BoundProbe {
  bindings.push(check.id);
  return {
    run: async ({ slotMs }) => ({
      result: { probe: check.probe, target: check.target, timeMs: slotMs, outcome: "ok" },
      points: [
        {
          measurement: "http",
          tags: { agent: "hub", ...check.target },
          fields: { totalMs: 1 },
          timeMs: slotMs,
        },
      ],
    }),
    close: () => undefined,
  };
}
function build(more: Partial<AgentOptions> = {}): Agent {
  agent = buildAgent({
    urls: [centre.url],
    folder,
    enrolCode: "a-code-of-sixteen-or-more",
    metricsPort: undefined,
    version: "0.1.0",
    log,
    probes: {
      icmp: bind,
      snmp: bind,
      host: bind,
      http: bind,
      dns: bind,
      tcp: bind,
      tls: bind,
      stamp: bind,
      sip: bind,
      h323: bind,
      path: bind,
      "video-api": bind,
      nut: bind,
      "icmp-far": bind,
      port: bind,
      "port-near": bind,
    },
    watchStamp: async (): Promise<ContinuousProbe> => ({
      watch: (checks) => void watchedStamp.push(checks.map(({ id }) => id)),
      close: async () => undefined,
    }),
    watchIcmp: async ({ emit }): Promise<ContinuousProbe> => ({
      watch: (checks) => void watched.push(checks.map(({ id }) => id)),
      close: async () => {
        const target = { kind: "link" as const, id: "unfinished" };
        emit({
          measurements: [
            { result: { probe: "icmp", target, timeMs: Date.now(), outcome: "ok" }, points: [] },
          ],
          urgent: false,
        });
      },
    }),
    findLocalSnmp: async () => ({ missing: "no_snmp_agent" }),
    findIcmpTool: async () => ({ by: "fping" }),
    ...more,
  });
  return agent;
}
/** The control plane's side of the contract, as far as an agent sees it. */
function serve(): void {
  let polls: (() => void)[] = [];
  centre.onRequest = (request, response, body) => {
    const json = (status: number, value: unknown): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const refused = (code: string): void => json(401, { error: { code, message: `says ${code}` } });
    if (request.url === "/api/v1/agent/enrol") {
      if (JSON.parse(body).code !== "a-code-of-sixteen-or-more") return refused("invite_invalid");
      tokens.add("token-1");
      return json(200, { data: { agent: "hub", token: "token-1" }, meta: {} });
    }
    if (!tokens.has(request.headers.authorization?.slice(7) ?? "")) return refused("unauthorized");
    if (request.url === "/api/v1/agent/facts") {
      facts.push(factsSchema.parse(JSON.parse(body)));
      return void response.writeHead(204).end();
    }
    const have = new URL(request.url ?? "", centre.url).searchParams.get("have");
    if (have !== config.version) return json(200, { data: config, meta: {} });
    polls.push(() => json(200, { data: config, meta: {} }));
  };
  changeConfig = (next) => {
    config = next;
    for (const answer of polls) answer();
    polls = [];
  };
}
let changeConfig: (next: typeof config) => void;

function ids(): string[] {
  return centre.points().flatMap((line) => /^check,.*id=([^,]+)/.exec(line)?.[1] ?? []);
}
const soon = { timeout: 8000, interval: 20 };

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "haidang-agent-")), "data");
  log = scriptedLog();
  facts = [];
  tokens = new Set();
  watched = [];
  watchedStamp = [];
  bindings = [];
  config = { version: "v1", checks: [check("web", "http"), check("line", "icmp")] };
  centre = await startScriptedCentre();
  serve();
});
afterEach(async () => {
  await agent?.stop();
  await centre.close();
  rmSync(dirname(folder), { recursive: true, force: true });
});

describe("agent", () => {
  it("enrols, tells its facts, takes its configuration, measures and delivers", async () => {
    await build().start();
    await vi.waitFor(() => expect(ids()).toContain("web"), soon);
    await vi.waitFor(
      () => expect(centre.points().some((line) => line.startsWith("agent,agent=hub "))).toBe(true),
      soon,
    );
    await vi.waitFor(() => expect(facts).toHaveLength(1), { timeout: 15_000 });
    expect(watched).toEqual([["line"]]);
    expect(centre.arrived.every(({ authorization }) => authorization === "Bearer token-1")).toBe(true);
    const startedMs = performance.now();
    await agent?.stop();
    expect(performance.now() - startedMs).toBeLessThan(3000);
    expect(ids()).toContain("unfinished");
    expect(JSON.stringify(log.entries)).not.toMatch(/token-1|a-code-of/);
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  }, 30_000);

  it("applies a change as a difference: what stays keeps its probe", async () => {
    await build().start();
    await vi.waitFor(() => expect(ids()).toContain("web"), soon);
    changeConfig({
      version: "v2",
      checks: [check("web", "http"), check("mail", "http"), check("line", "icmp")],
    });
    await vi.waitFor(() => expect(ids()).toContain("mail"), soon);
    expect(bindings).toEqual(["web", "mail"]);
    expect(watched).toEqual([["line"]]);
    changeConfig({ version: "v3", checks: [check("mail", "http"), check("other", "icmp")] });
    await vi.waitFor(() => expect(watched).toEqual([["line"], ["other"]]), soon);
  }, 30_000);

  it("hands STAMP checks to their own watcher, and tells each watcher only of changes to its own", async () => {
    config = { version: "v1", checks: [check("line", "icmp"), check("loss", "stamp")] };
    await build().start();
    await vi.waitFor(() => expect(watchedStamp).toEqual([["loss"]]), soon);
    changeConfig({ version: "v2", checks: [check("line", "icmp")] });
    await vi.waitFor(() => expect(watchedStamp).toEqual([["loss"], []]), soon);
    expect(watched).toEqual([["line"]]);
    expect(bindings).toEqual([]);
  }, 30_000);

  it("traces a link at once when it goes down or comes back", async () => {
    const target = { kind: "link" as const, id: "line" };
    const slow = { intervalMs: 600_000, retryIntervalMs: 600_000, timeoutMs: 500 };
    const settings = { address: "127.0.0.1", maxHops: 15 };
    config = { version: "v1", checks: [{ ...slow, id: "path:link/line", target, probe: "path", settings }] };
    let aheadMs = 0;
    centre.now = () => Date.now() + aheadMs;
    let tell: ((emission: Emission) => void) | undefined;
    const watchIcmp: AgentOptions["watchIcmp"] = async ({ emit }) => {
      tell = emit;
      return { watch: () => undefined, close: async () => undefined };
    };
    await build({ watchIcmp, now: centre.now }).start();
    const traced = () => centre.points().filter((line) => /^check,.*probe=path/.test(line)).length;
    await vi.waitFor(() => expect(traced()).toBe(1), soon);
    // a minute later for both; else it would be a clock that was set, and the agent would go by the centre's
    aheadMs = 60_000;
    const result = { probe: "icmp" as const, target, timeMs: Date.now(), outcome: "failed" as const };
    tell?.({ measurements: [{ result, points: [] }], urgent: true });
    await vi.waitFor(() => expect(traced()).toBe(2), soon);
  }, 30_000);

  it("reflects when told to, and goes on measuring when the port is taken", async () => {
    const reflector = { host: "127.0.0.1", port: 0, peers: ["127.0.0.1"], key: undefined };
    await build({ reflector }).start();
    const port = Number(log.entries.find(({ event }) => event === "reflector_listening")?.["port"]);
    expect(port).toBeGreaterThan(0);
    const second = buildAgent({
      urls: [],
      folder: join(folder, "second"),
      enrolCode: undefined,
      metricsPort: undefined,
      version: "0.1.0",
      log,
      probes: {
        icmp: bind,
        snmp: bind,
        host: bind,
        http: bind,
        dns: bind,
        tcp: bind,
        tls: bind,
        stamp: bind,
        sip: bind,
        h323: bind,
        path: bind,
        "video-api": bind,
        nut: bind,
        "icmp-far": bind,
        port: bind,
        "port-near": bind,
      },
      watchIcmp: async () => ({ watch: () => undefined, close: async () => undefined }),
      watchStamp: async () => ({ watch: () => undefined, close: async () => undefined }),
      findLocalSnmp: async () => ({ missing: "no_snmp_agent" }),
      findIcmpTool: async () => ({ by: "fping" }),
      reflector: { ...reflector, port },
    });
    await expect(second.start()).rejects.toThrow(/HAIDANG_URL is not set/);
    await second.stop();
    expect(log.events()).toContain("reflector_off");
  }, 30_000);

  it("measures with the last configuration when the centre is away, and delivers it later", async () => {
    await build().start();
    await vi.waitFor(() => expect(ids()).toContain("web"), soon);
    await agent?.stop();
    const port = Number(new URL(centre.url).port);
    await centre.close();
    const before = bindings.length;
    await build({ enrolCode: undefined }).start();
    await vi.waitFor(() => expect(bindings.length).toBe(before + 1), soon);
    await vi.waitFor(() => expect(log.events()).toContain("centre_away"), soon);
    centre = await startScriptedCentre(port);
    serve();
    await vi.waitFor(() => expect(ids().length).toBeGreaterThan(2), { timeout: 20_000 });
  }, 40_000);

  it("gives what it measured while cut off, with a clock a day slow, its true time", async () => {
    const slow = { now: () => Date.now() - 86_400_000 };
    await build().start();
    await vi.waitFor(() => expect(ids()).toContain("web"), soon);
    await agent?.stop();
    const port = Number(new URL(centre.url).port);
    await centre.close();
    const beganMs = Date.now() - 1000;
    await build({ enrolCode: undefined, ...slow }).start();
    await vi.waitFor(() => expect(log.events()).toContain("centre_away"), soon);
    centre = await startScriptedCentre(port);
    serve();
    await vi.waitFor(() => expect(ids().length).toBeGreaterThan(2), { timeout: 20_000 });
    const stamps = centre.points().map((line) => Number(line.slice(line.lastIndexOf(" ") + 1)));
    for (const stampMs of stamps) {
      expect(stampMs).toBeGreaterThanOrEqual(beganMs - 1000);
      expect(stampMs).toBeLessThanOrEqual(Date.now());
    }
    expect(log.events()).toEqual(expect.arrayContaining(["clock_corrected", "clock_wrong"]));
    await vi.waitFor(() => expect(centre.points().join("\n")).toMatch(/clockOffsetMs=-86\d{6}/), soon);
  }, 40_000);

  it("ignores a code while its credential stands, and uses it when it does not", async () => {
    await build().start();
    await agent?.stop();
    await build().start();
    expect(log.events()).toContain("enrol_code_ignored");
    await agent?.stop();
    tokens.clear();
    await build().start();
    expect(log.events()).toContain("enrol_again");
    expect(tokens.has("token-1")).toBe(true);
  });

  it("goes where the control plane says it is reached, and knows that after a restart too", async () => {
    const second = await startScriptedCentre();
    try {
      second.onRequest = (request, response, body) => centre.onRequest(request, response, body);
      await build().start();
      const url = `http://127.0.0.1:${new URL(second.url).port}`;
      changeConfig({ ...config, version: "two-addresses", ...{ addresses: [url, "http://192.0.2.1:8700"] } });
      await vi.waitFor(() => expect(log.events()).toContain("centre_addresses"), soon);
      expect(log.events()).toContain("centre_address_unusable");
      await agent?.stop();
      log.entries.length = 0;
      await build({ urls: [], enrolCode: undefined }).start();
      expect(log.entries.find(({ event }) => event === "started")).toMatchObject({ url });
    } finally {
      await second.close();
    }
  });

  it("waits for a centre that is away while enrolling, and can be stopped meanwhile", async () => {
    const starting = build({ urls: ["http://127.0.0.1:1"] }).start();
    await vi.waitFor(() => expect(log.events()).toContain("enrol_waiting"), soon);
    await agent?.stop();
    await starting;
  });

  it.each([
    ["a code that is refused", { enrolCode: "another-code-entirely" }, /does not accept the enrolment code/],
    ["no code and no identity", { enrolCode: undefined }, /not enrolled yet/],
    ["no address", { urls: [] }, /HAIDANG_URL is not set/],
  ])("says in one sentence: %s", async (_, more, sentence) => {
    await expect(build(more).start()).rejects.toThrow(sentence);
  });

  it("says when identity.json is damaged, and gets over a damaged config.json", async () => {
    await build().start();
    await agent?.stop();
    writeFileSync(join(folder, "config.json"), "{");
    await build().start();
    expect(log.events()).toContain("config_damaged");
    await agent?.stop();
    expect(JSON.parse(readFileSync(join(folder, "identity.json"), "utf8"))).toMatchObject({
      agent: "hub",
      url: centre.url,
    });
    writeFileSync(join(folder, "identity.json"), "{}");
    await expect(build().start()).rejects.toThrow(/identity.json is damaged/);
  });
});
