import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessesToTry } from "../../agent/src/discover/ask-snmp.ts";
import { discoverSubnet, type Progress } from "../../agent/src/discover/discover-subnet.ts";
import { parseSubnet } from "../../agent/src/discover/subnet.ts";
import {
  type Answered,
  encodeOid,
  encodeText,
  encodeTicks,
  honestAnswer,
  type ScriptedDevice,
  startScriptedDevice,
} from "../../agent/src/snmp/scripted-device.ts";
import { encodeInteger } from "../../agent/src/snmp/trap/ber.ts";
import { missing, titled } from "../acceptance/needs.ts";

const system = "1.3.6.1.2.1.1";
const ifEntry = "1.3.6.1.2.1.2.2.1";
const ports = 24;

/** A switch of 24 ports, as its 254 brothers are. */
function variablesOf(octet: number): Answered[] {
  const rows = Array.from({ length: ports }, (_, at): Answered[] => [
    [`${ifEntry}.2.${at + 1}`, encodeText(`GigabitEthernet0/${at + 1}`)],
    [`${ifEntry}.3.${at + 1}`, encodeInteger(6)],
    [`${ifEntry}.8.${at + 1}`, encodeInteger(at % 2 === 0 ? 1 : 2)],
  ]);
  return [
    [`${system}.1.0`, encodeText("Cisco IOS Software, C2960X Software, Version 15.2(7)E3")],
    [`${system}.2.0`, encodeOid("1.3.6.1.4.1.9.1.1208")],
    [`${system}.3.0`, encodeTicks(4_200)],
    [`${system}.5.0`, encodeText(`sw-${octet}`)],
    ...rows.flat(),
  ];
}

const lacking = missing("fping");

describe.skipIf(lacking.length > 0)(titled("a subnet of 254 switches", lacking), () => {
  const devices: ScriptedDevice[] = [];
  let port = 0;

  beforeAll(async () => {
    for (let octet = 1; octet <= 254; octet += 1) {
      const variables = variablesOf(octet);
      const device = await startScriptedDevice(
        (asked, reply) => {
          // who is asked with another community keeps silent
          if (asked.community === "bi-mat") reply(honestAnswer(asked, variables));
        },
        { address: `127.13.57.${octet}`, port },
      );
      port = device.port;
      devices.push(device);
    }
  });
  afterAll(() => {
    for (const device of devices) device.close();
  });

  test("is known to the last one in less than 60 s", async () => {
    const subnet = parseSubnet("127.13.57.0/24");
    if ("fault" in subnet) throw new Error(subnet.fault);
    const progress: Progress[] = [];
    const startedAt = performance.now();
    const report = await discoverSubnet({
      subnet,
      snmp: { port, accesses: accessesToTry(undefined, ["bi-mat"]) },
      services: true,
      signal: AbortSignal.timeout(60_000),
      now: Date.now,
      onProgress: (step) => void progress.push(step),
    });
    const tookMs = performance.now() - startedAt;
    expect(report.isComplete).toBe(true);
    expect(report.hosts.map(({ snmp }) => snmp?.identity.sysName)).toEqual(
      Array.from({ length: 254 }, (_, at) => `sw-${at + 1}`),
    );
    expect(report.hosts.every(({ snmp }) => snmp?.interfaces.length === ports)).toBe(true);
    expect(report.hosts[0]?.snmp).toMatchObject({ profile: "cisco-ios", identity: { vendor: "Cisco" } });
    expect(progress.at(-1)).toEqual({ phase: "ask", done: 254, total: 254, found: 254 });
    expect(progress.some(({ phase, found }) => phase === "sweep" && found > 0)).toBe(true);
    expect(tookMs).toBeLessThan(60_000);
  }, 70_000);
});
