import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type CheckOf, pathCheckSchema } from "@haidang/contract/check.ts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { missingPathTools } from "../../agent/src/probe/path/find-path-tool.ts";
import { pathProbe } from "../../agent/src/probe/path/path-probe.ts";
import { missing, titled } from "../acceptance/needs.ts";
import { openRoute, type Route } from "../acceptance/route.ts";

const lacking = missing("root", "ip", "traceroute", "ping", "iptables", "setpriv");

const checkOf = (address: string): CheckOf<"path"> =>
  pathCheckSchema.parse({
    id: "path:link/l",
    probe: "path",
    target: { kind: "link", id: "l" },
    intervalMs: 600_000,
    retryIntervalMs: 600_000,
    timeoutMs: 60_000,
    settings: { address },
  });

/** One run of the real probe, as nobody, with the tools of the route's first host. */
async function measure(address: string) {
  const probe = pathProbe(checkOf(address));
  const { result, points } = await probe.run({
    agent: "a",
    slotMs: Math.floor(Date.now() / 1000) * 1000,
    signal: AbortSignal.timeout(60_000),
  });
  const whole = points.find(({ measurement }) => measurement === "path");
  return { result, ...whole?.fields, each: points.filter(({ measurement }) => measurement === "pathHop") };
}

describe.skipIf(lacking.length > 0)(titled("the path probe over real routers", lacking), () => {
  let route: Route;
  let tools: string;
  let before: string | undefined;

  beforeAll(async () => {
    route = await openRoute("path", 5);
    tools = mkdtempSync(join(tmpdir(), "haidang-path-"));
    const drop = "setpriv --reuid=65534 --regid=65534 --clear-groups";
    before = process.env["PATH"];
    for (const tool of ["traceroute", "ping"]) {
      const real = `PATH=${before} exec ip netns exec ${route.hosts[0]} ${drop} ${tool} "$@"`;
      writeFileSync(join(tools, tool), `#!/bin/sh\n${real}\n`, { mode: 0o755 });
    }
    process.env["PATH"] = `${tools}${delimiter}${before}`;
  });
  afterEach(async () => {
    for (let host = 0; host < 5; host += 1) await route.exec(host, "iptables", "-F");
    for (let host = 0; host < 4; host += 1) await route.setMtu(host, 1500);
  });
  afterAll(async () => {
    process.env["PATH"] = before;
    await route?.close();
    rmSync(tools, { recursive: true, force: true });
  });

  const drop = (host: number, ...what: string[]) => route.exec(host, "iptables", "-A", ...what, "-j", "DROP");

  test("brings every hop with its time, and what Ethernet carries", async () => {
    const seen = await measure(route.target);
    expect(seen).toMatchObject({
      result: { outcome: "ok" },
      hops: route.hops.join(">"),
      hopCount: 4,
      reached: true,
      pmtuBytes: 1500,
    });
    expect(seen.each.map(({ tags, fields }) => [tags["hop"], fields["address"]])).toEqual(
      route.hops.map((address, at) => [String(at + 1), address]),
    );
    for (const { fields } of seen.each) expect(fields["rttMs"]).toBeGreaterThan(0);
  });

  test("shows a silent router as a star, and ends at a target that drops what it is traced with", async () => {
    await drop(2, "OUTPUT", "-p", "icmp", "--icmp-type", "time-exceeded");
    await drop(4, "INPUT", "-p", "udp");
    const [first, , third] = route.hops;
    expect(await measure(route.target)).toMatchObject({
      result: { outcome: "ok" },
      hops: `${first}>*>${third}>*`,
      reached: false,
      pmtuBytes: 1500,
    });
  });

  test("is not misled by a router that refuses", async () => {
    await route.exec(
      3,
      "iptables",
      "-A",
      "FORWARD",
      "-p",
      "udp",
      "-j",
      "REJECT",
      "--reject-with",
      "icmp-admin-prohibited",
    );
    const seen = await measure(route.target);
    expect(seen).toMatchObject({ hops: [...route.hops.slice(0, 3), "*"].join(">"), reached: false });
  });

  test("finds a narrow cable a router tells of, and one that swallows in silence", async () => {
    await route.setMtu(2, 1430);
    expect(await measure(route.target)).toMatchObject({ pmtuBytes: 1430 });
    await route.setMtu(2, 1290);
    await drop(2, "OUTPUT", "-p", "icmp", "--icmp-type", "fragmentation-needed");
    expect(await measure(route.target)).toMatchObject({ pmtuBytes: 1290 });
  });

  test("ends where the cable is cut, and gives no path but a reason without a way out", async () => {
    await route.cut(3);
    expect(await measure(route.target)).toMatchObject({
      result: { outcome: "ok" },
      hops: [...route.hops.slice(0, 3), "*"].join(">"),
      hopCount: 3,
      reached: false,
    });
    await route.restore(3);
    expect((await measure("203.0.113.9")).result).toMatchObject({ outcome: "failed", reason: "unreachable" });
  });

  test("says which tool is missing, as the doctor does", async () => {
    const full = process.env["PATH"];
    process.env["PATH"] = join(tools, "empty");
    try {
      const { result } = await measure(route.target);
      expect(result).toMatchObject({
        outcome: "cannot",
        reason: "tool_missing",
        detail: "traceroute is not installed; on Debian: apt install traceroute",
      });
      expect(await missingPathTools()).toMatchObject([
        { reason: "tool_missing", detail: expect.stringContaining("traceroute") },
        { reason: "tool_missing", detail: expect.stringContaining("iputils-ping") },
      ]);
    } finally {
      process.env["PATH"] = full;
    }
    expect(await missingPathTools()).toEqual([]);
  });
});
