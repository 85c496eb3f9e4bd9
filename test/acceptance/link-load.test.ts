import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LinkDetail, LinkPath } from "@haidang/contract/row.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";

const lacking = missing("root", "ip", "snmpd", "ping", "traceroute");

/** 1,208 octets of UDP make a frame of 1,250 as interfaces count it: 10,000 bits, a thousand times a second. */
const payloadBytes = 1208;
const packetsPerS = 1000;
const cir = "20M";
const truthPct = 50;

/** Sends at that pace by the clock, so that a late timer is made up for. */
const sender = `
  const socket = require("node:dgram").createSocket("udp4");
  const packet = Buffer.alloc(${payloadBytes});
  const startMs = performance.now();
  let sent = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / 1000) * ${packetsPerS});
    for (; sent < due; sent += 1) socket.send(packet, 9, process.argv[1]);
  }, 5);
`;

describe.skipIf(lacking.length > 0)(titled("how full a link is, and which way it goes", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;

  beforeAll(async () => {
    lab = await openLab("load");
    haidang = installHaidang(lab);
    const config = join(haidang.data, "snmpd.conf");
    writeFileSync(config, `agentAddress udp:${lab.siteAddress}:161\nrocommunity public ${lab.hubAddress}\n`);
    lab.start("site", "snmpd", ["-f", "-Lo", "-C", "-c", config, "-p", join(haidang.data, "snmpd.pid")], {
      env: { MIBS: "" },
    });
    // a closed port would spend what the kernel allows of ICMP errors, and the trace needs one
    const sink = 'require("node:dgram").createSocket("udp4").bind(9)';
    lab.start("site", process.execPath, ["-e", sink]);
    lab.start("hub", process.execPath, ["-e", sender, lab.siteAddress]);
    await haidang.start();
    await haidang.apply(`
units: [{ id: dao, name: Cái Chiên }]
sites: [{ id: dao, name: Cái Chiên, unit: dao }]
devices:
  - { id: router, name: Router, site: dao, address: ${lab.siteAddress}, snmp: { version: 2c, community: public, intervalS: 6 } }
links:
  - { id: dao, name: Quảng Hà – Cái Chiên, site: dao, address: ${lab.siteAddress}, cir: ${cir}, interface: { device: router, name: cable } }
  - { id: dao-2, name: Vi ba, site: dao, address: ${lab.siteAddress}, cir: ${cir} }
`);
  });
  afterAll(async () => {
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
  });

  const link = async (id = "dao") => (await haidang.ask<LinkDetail>("link", "show", id)).data;

  it("is traced at once, from the agent and by hand", async () => {
    const hops = [{ hop: 1, address: lab.siteAddress, rttMs: expect.any(Number) }];
    const known = { reached: true, hops, pmtuBytes: 1500, changes: [] };
    await until("the agent traced it", async () => (await link()).path !== undefined, 20_000);
    expect((await link()).path).toMatchObject(known);
    const last = await haidang.ask<LinkPath & { id: string }>("link", "trace", "cái chiên", "--last");
    expect(last.data).toMatchObject({ id: "dao", ...known });
    const now = await haidang.ask<{ path: LinkPath }>("link", "trace", "dao");
    expect(now.data).toMatchObject({ id: "dao", path: known, result: { outcome: "ok" } });
    const { stdout } = await haidang.cli("link", "trace", "dao");
    expect(stdout).toContain("packets of up to 1,500 bytes pass whole");
    expect((await link()).checks.find(({ probe }) => probe === "path")).toMatchObject({ class: "up" });
  });

  it("shows traffic of a known rate within 5 % of the truth, in the direction it has", async () => {
    const near = (pct: number) => Math.abs(pct - truthPct) <= truthPct * 0.05;
    const shown = new Map<number, number>();
    let seen: LinkDetail | undefined;
    await until(
      "the share in use is shown for four readings",
      async () => {
        seen = await link();
        const { atMs, inPct = null } = seen.utilisation ?? {};
        if (atMs !== undefined && inPct !== null) shown.set(atMs, inPct);
        return shown.size >= 4;
      },
      60_000,
      () => JSON.stringify([...shown]),
    );
    // what snmpd answers first was counted when it started
    const readings = [...shown.values()].slice(1);
    expect(readings.filter((pct) => !near(pct))).toEqual([]);
    expect(seen?.utilisation?.outPct).toBeLessThan(2);
    expect(seen?.load).toMatchObject({ device: "router", ifName: "cable", atSite: true });
    expect(seen?.load).toMatchObject({
      in: { measuredPct: expect.any(Number) },
      out: { peakPct: expect.any(Number) },
    });
    const { stdout } = await haidang.cli("link", "list", "-o", "csv");
    expect(stdout.split("\n")[0]).toContain("in use, to the site");
  });

  it("says why it cannot tell", async () => {
    expect((await link("dao-2")).load).toEqual({ unknown: "no_interface" });
    expect((await haidang.cli("link", "show", "dao-2")).stdout).toContain("names no interface that carries");
  });
});
