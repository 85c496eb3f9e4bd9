import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SeriesData } from "@haidang/contract/api.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";

/** ifEntry of IF-MIB; Debian brings no MIB files along. */
const ifEntry = ".1.3.6.1.2.1.2.2.1";
const lacking = missing("root", "ip", "snmpd", "snmpget");

describe.skipIf(lacking.length > 0)(
  titled("a device asked each minute that tells of itself", lacking),
  () => {
    let lab: Lab;
    let haidang: Haidang;
    let folder: string;

    /** The points of a field of the device with a tag, as [UTC ms, value]. */
    async function points(field: string, tag: string): Promise<SeriesData["points"]> {
      const { data } = await haidang.ask<SeriesData[]>(
        ...["query", field, "--object", "device/dao-sw", "--tag", tag, "--since", "10m"],
      );
      return data.flatMap((series) => series.points);
    }

    beforeAll(async () => {
      lab = await openLab("trap");
      folder = mkdtempSync(join(tmpdir(), "haidang-trap-"));
      const config = join(folder, "snmpd.conf");
      writeFileSync(
        config,
        [
          `agentAddress udp:${lab.siteAddress}:161`,
          "rocommunity dao-bi-mat",
          "createUser watcher SHA-256 khoa-rieng-cua-snmpd",
          "rouser watcher auth",
          "iquerySecName watcher",
          "agentSecName watcher",
          `informsink ${lab.hubAddress}:1162 dao-bi-mat`,
          // linkUpDownNotifications of snmpd, looked after each second
          `notificationEvent linkDownTrap .1.3.6.1.6.3.1.1.5.3 ${ifEntry}.1 ${ifEntry}.7 ${ifEntry}.8`,
          `monitor -r 1 -e linkDownTrap "link down" ${ifEntry}.8 == 2`,
          "",
        ].join("\n"),
      );
      await lab.exec("site", "ip", "link", "add", "port7", "type", "veth", "peer", "name", "port8");
      await lab.exec("site", "ip", "link", "set", "port7", "up");
      await lab.exec("site", "ip", "link", "set", "port8", "up");
      lab.start("site", "snmpd", ["-f", "-Lo", "-C", "-c", config, "-p", join(folder, "snmpd.pid")], {
        env: { SNMP_PERSISTENT_DIR: folder },
      });
      haidang = installHaidang(lab, 8700, { HAIDANG_AGENT_TRAPS: "0.0.0.0:1162" });
      await haidang.start();
      await haidang.apply(`
units: [{ id: dao, name: Xã đảo Cái Chiên, kind: commune }]
sites: [{ id: dao, name: UBND Cái Chiên, unit: dao }]
devices:
  - id: dao-sw
    name: Switch Cái Chiên
    site: dao
    address: ${lab.siteAddress}
    snmp: { community: dao-bi-mat, intervalS: 60 }
`);
      await until(
        "the port is read and up",
        async () => (await points("interface.operStatus", "ifName=port7")).some(([, value]) => value === 1),
        60_000,
        () => haidang.printed(),
      );
    });
    afterAll(async () => {
      await haidang?.stop();
      await lab?.close();
      await haidang?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    it("is asked within 2 s of its linkDown, and what it said is kept", async () => {
      await lab.exec("site", "ip", "link", "set", "port7", "down");
      const isDown = ([, value]: SeriesData["points"][number]) => value === 2;
      await until(
        "the port is read as down",
        async () => (await points("interface.operStatus", "ifName=port7")).some(isDown),
        30_000,
        () => haidang.printed(),
      );
      const [, ifIndex] = (await points("interface.ifIndex", "ifName=port7"))[0] ?? [];
      const traps = await points("trap.varbinds", "trap=linkDown");
      const ofPort = traps.filter(([, varbinds]) =>
        String(varbinds).includes(`${ifEntry.slice(1)}.8.${ifIndex}=2`),
      );
      expect(ofPort).toHaveLength(1);
      const [read] = (await points("interface.operStatus", "ifName=port7")).filter(isDown);
      // the other end of the pair goes down too, and may be told of first; a reading has the whole second it began in
      const tookMs = traps.map(([toldMs]) => (read?.[0] ?? Number.POSITIVE_INFINITY) - toldMs);
      expect(
        tookMs.filter((ms) => ms > -1000 && ms <= 2000),
        String(tookMs),
      ).not.toEqual([]);
    });
  },
);
