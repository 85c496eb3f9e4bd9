import {
  type Answered,
  encodeCounter64,
  encodeOid,
  encodeText,
} from "@haidang/agent/snmp/scripted-device.ts";
import { encode, encodeInteger, tags } from "@haidang/agent/snmp/trap/ber.ts";
import { type Condition, feedBatteryMs, feedOf, isWhole, officeBatteryMs } from "./condition.ts";
import type { Played, PlayedHost, PlayedLine } from "./played.ts";
import { chanceOf, type Octets } from "./traffic.ts";

/** What the far ends of one province say of themselves over SNMP. */
export interface Telling {
  played: Played;
  condition: Condition;
  count(key: string, rateBps: number, nowMs: number): Octets;
}

/** An interface before it is encoded. */
interface Port {
  name: string;
  alias: string;
  speedBps: number;
  isUp: boolean;
}

const entry = "1.3.6.1.2.1.2.2.1";
const extended = "1.3.6.1.2.1.31.1.1.1";
const gauge = 0x42;
const dayMs = 86_400_000;

/** A number without sign, of 32 bits. */
function encodeUnsigned(value: number, tag: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value >>> 0, 1);
  return encode(tag, bytes);
}
const encodeTicks = (ticks: number) => encodeUnsigned(ticks, tags.timeTicks);

/** All variables of a machine at a time, in no order. */
export function variablesOf(host: PlayedHost, telling: Telling, nowMs: number): Answered[] {
  const own = sensorsOf(host, telling.condition, nowMs);
  const ports = portsOf(host, telling, nowMs);
  return [
    ...systemOf(host, telling.condition, nowMs),
    ...ports.flatMap((port, at) =>
      portVariables(
        port,
        at + 1,
        telling.count(`${host.id} ${port.name}`, port.isUp ? port.speedBps : 0, nowMs),
      ),
    ),
    ...neighboursOf(host, ports, telling),
    ...own,
  ];
}

/** LLDP-MIB: the switch of a rack hears both switches of the core at its uplink ports, and these each other. */
function neighboursOf(host: PlayedHost, ports: readonly Port[], { played }: Telling): Answered[] {
  if (host.role !== "switch") return [];
  const cores = played.hosts.filter(({ id }) => id !== host.id && id.startsWith("core-"));
  return cores.flatMap((core, at): Answered[] => {
    const number = ports.length - at;
    return [
      [`1.0.8802.1.1.2.1.3.7.1.3.${number}`, encodeText(ports[number - 1]?.name ?? "")],
      [`1.0.8802.1.1.2.1.4.1.1.7.0.${number}.1`, encodeText(host.id)],
      [`1.0.8802.1.1.2.1.4.1.1.9.0.${number}.1`, encodeText(core.id)],
      [`1.0.8802.1.1.2.1.4.2.1.4.0.${number}.1.1.4.${core.address}`, encodeInteger(1)],
    ];
  });
}

const objectIds: Partial<Record<PlayedHost["role"], string>> = {
  pdu: "1.3.6.1.4.1.318.1.3.4.6",
  ups: "1.3.6.1.2.1.33",
  sensor: "1.3.6.1.4.1.21796.4.9",
};

function systemOf({ id, name, role, site }: PlayedHost, { started }: Condition, nowMs: number): Answered[] {
  const bootMs = started.get(site) ?? Math.floor(nowMs / dayMs) * dayMs - dayMs * (3 + chanceOf(id) * 90);
  return [
    ["1.3.6.1.2.1.1.1.0", encodeText(`${name}, fw:1.4`)],
    ["1.3.6.1.2.1.1.2.0", encodeOid(objectIds[role] ?? "1.3.6.1.4.1.55555.1.1")],
    ["1.3.6.1.2.1.1.3.0", encodeTicks(Math.floor((nowMs - bootMs) / 10) % 2 ** 32)],
    ["1.3.6.1.2.1.1.5.0", encodeText(id)],
  ];
}

/** The ports of a router: `wan1` and on, one for each line of its site, then `lan1`. */
export function wanName(line: PlayedLine, lines: readonly PlayedLine[]): string {
  return `wan${lines.filter(({ site }) => site === line.site).indexOf(line) + 1}`;
}

/** The port of the centre's border router that a line ends in. */
export const nearName = (line: PlayedLine): string => `line-${line.id}`;

/** Lines of district and province committees: they have a STAMP reflector at their end. */
export const isOfCommittee = ({ id }: PlayedLine): boolean => id.startsWith("ubnd-");

/** The border router in which a line ends in a port of its own: one for the committees, another for the communes. */
export function borderOf(line: PlayedLine, { hosts }: Pick<Played, "hosts">): PlayedHost | undefined {
  const borders = hosts.filter(({ role }) => role === "border");
  if (isOfCommittee(line)) return borders[0];
  return line.id.startsWith("mot-cua-") ? borders[1] : undefined;
}

/** Lines by the border router they end in; the province stays as it is. */
const ending = new WeakMap<Played, Map<PlayedHost | undefined, PlayedLine[]>>();

function linesInto(host: PlayedHost, played: Played): PlayedLine[] {
  const known = ending.get(played) ?? Map.groupBy(played.lines, (line) => borderOf(line, played));
  ending.set(played, known);
  return known.get(host) ?? [];
}

function portsOf(host: PlayedHost, { played, condition }: Telling, nowMs: number): Port[] {
  const lan = { name: "lan1", alias: "LAN", speedBps: 1e9, isUp: true };
  if (host.role === "router") {
    const lines = played.lines.filter(({ site }) => site === host.site);
    const wans = lines.map((line) => {
      const isUp = isWhole(line.id, condition, nowMs);
      return { name: wanName(line, lines), alias: line.name, speedBps: line.cirBps, isUp };
    });
    return [...wans, lan];
  }
  if (host.role === "border") {
    const near = linesInto(host, played).map((line) => {
      const isUp = isWhole(line.id, condition, nowMs);
      return { name: nearName(line), alias: line.name, speedBps: line.cirBps, isUp };
    });
    return [...near, { ...lan, speedBps: 10e9 }];
  }
  return host.role === "switch"
    ? [lan, { ...lan, name: "lan2" }, { ...lan, name: "uplink", speedBps: 10e9 }]
    : [];
}

function portVariables({ name, alias, speedBps, isUp }: Port, index: number, octets: Octets): Answered[] {
  const status = encodeInteger(isUp ? 1 : 2);
  return [
    [`${entry}.1.${index}`, encodeInteger(index)],
    [`${entry}.2.${index}`, encodeText(name)],
    [`${entry}.3.${index}`, encodeInteger(6)],
    [`${entry}.5.${index}`, encodeUnsigned(Math.min(speedBps, 0xff_ff_ff_ff), gauge)],
    [`${entry}.7.${index}`, encodeInteger(1)],
    [`${entry}.8.${index}`, status],
    ...["13", "14", "19", "20"].map(
      (column): Answered => [`${entry}.${column}.${index}`, encodeInteger(0, 0x41)],
    ),
    [`${extended}.1.${index}`, encodeText(name)],
    [`${extended}.6.${index}`, encodeCounter64(octets.inOctets)],
    [`${extended}.10.${index}`, encodeCounter64(octets.outOctets)],
    [`${extended}.15.${index}`, encodeInteger(Math.round(speedBps / 1e6), gauge)],
    [`${extended}.18.${index}`, encodeText(alias)],
    [`${extended}.19.${index}`, encodeTicks(0)],
  ];
}

function sensorsOf(host: PlayedHost, condition: Condition, nowMs: number): Answered[] {
  if (host.role === "ups") return upsOf(host, condition, nowMs);
  if (host.role === "pdu") return stripOf(host, condition, nowMs);
  if (host.role === "sensor") return thermometerOf(host, nowMs);
  return host.role === "meter" ? meterOf(host, condition, nowMs) : [];
}

/** A room breathes: within a degree over a few minutes, each place in its own time. */
const breath = (id: string, nowMs: number) => Math.sin(nowMs / 90_000 + 6 * chanceOf(id));

/** UPS-MIB (RFC 1628). */
function upsOf(host: PlayedHost, { dark, lostFeeds, bypassed }: Condition, nowMs: number): Answered[] {
  const feed = host.rack === undefined && host.address.startsWith("10.20.") ? feedOf(host) : undefined;
  const sinceMs = feed === undefined ? dark.get(host.site) : lostFeeds.get(feed);
  const onBattery = sinceMs !== undefined && nowMs >= sinceMs && !bypassed.has(host.id);
  const lastsMs = feed === undefined ? officeBatteryMs : feedBatteryMs;
  const left = onBattery ? Math.max(0, 1 - (nowMs - sinceMs) / lastsMs) : 1;
  const ups = "1.3.6.1.2.1.33.1";
  return [
    [`${ups}.1.1.0`, encodeText("Example Power")],
    [`${ups}.1.2.0`, encodeText(feed === undefined ? "UPS 3 kVA" : "UPS 200 kVA")],
    [`${ups}.2.1.0`, encodeInteger(left < 0.2 ? 3 : 2)],
    [`${ups}.2.2.0`, encodeInteger(onBattery ? Math.round((nowMs - sinceMs) / 1000) : 0)],
    [`${ups}.2.3.0`, encodeInteger(Math.round((left * lastsMs) / 60_000))],
    [`${ups}.2.4.0`, encodeInteger(Math.round(100 * left))],
    [`${ups}.2.7.0`, encodeInteger(Math.round(25 + breath(host.id, nowMs)))],
    [`${ups}.3.3.1.3.1`, encodeInteger(onBattery ? 0 : Math.round(221 + 2 * breath(host.id, nowMs)))],
    [`${ups}.4.1.0`, encodeInteger(bypassed.has(host.id) ? 4 : onBattery ? 5 : 3)],
    [`${ups}.4.4.1.2.1`, encodeInteger(220)],
    [`${ups}.4.4.1.5.1`, encodeInteger(Math.round(30 + 25 * chanceOf(host.id)))],
  ];
}

/** Warmer by half a degree a second, up to 20 more. */
function heatOf(rack: string | undefined, { hotRacks }: Condition, nowMs: number): number {
  const sinceMs = rack === undefined ? undefined : hotRacks.get(rack);
  return sinceMs === undefined ? 0 : Math.min(20, Math.max(0, (nowMs - sinceMs) / 2000));
}

/** A power strip with a thermometer (PowerNet-MIB, rPDU2). */
function stripOf(host: PlayedHost, condition: Condition, nowMs: number): Answered[] {
  const strip = "1.3.6.1.4.1.318.1.1.26";
  const watts = 900 + 1400 * chanceOf(host.id) + 60 * breath(host.id, nowMs);
  const celsius = 23 + breath(host.id, nowMs) + heatOf(host.rack, condition, nowMs);
  return [
    [`${strip}.4.3.1.3.1`, encodeText(host.id)],
    [`${strip}.4.3.1.4.1`, encodeInteger(2)],
    [`${strip}.4.3.1.5.1`, encodeInteger(Math.round(watts / 10))],
    [`${strip}.6.3.1.4.1`, encodeInteger(2)],
    [`${strip}.6.3.1.5.1`, encodeInteger(Math.round(watts / 22))],
    [`${strip}.6.3.1.6.1`, encodeInteger(220)],
    [`${strip}.10.2.2.1.3.1`, encodeText("Temperature")],
    [`${strip}.10.2.2.1.8.1`, encodeInteger(Math.round(10 * celsius))],
    [`${strip}.10.2.2.1.10.1`, encodeInteger(Math.round(48 + 3 * breath(host.id, nowMs)))],
  ];
}

/** A thermometer and hygrometer (STE-MIB). */
function thermometerOf({ id }: PlayedHost, nowMs: number): Answered[] {
  const table = "1.3.6.1.4.1.21796.4.9.3.1";
  const row = (index: number, name: string, tenths: number, unit: number): Answered[] => [
    [`${table}.2.${index}`, encodeText(name)],
    [`${table}.3.${index}`, encodeInteger(1)],
    [`${table}.5.${index}`, encodeInteger(Math.round(tenths))],
    [`${table}.7.${index}`, encodeInteger(unit)],
  ];
  const wave = breath(id, nowMs);
  return [...row(1, "Temperature", 225 + 8 * wave, 1), ...row(2, "Humidity", 490 - 20 * wave, 4)];
}

/** A meter, switch or generator, by ENTITY-SENSOR-MIB (RFC 3433): volts and watts. */
function meterOf(host: PlayedHost, { lostFeeds }: Condition, nowMs: number): Answered[] {
  const sinceMs = lostFeeds.get(feedOf(host) ?? "");
  const isLive = sinceMs === undefined || nowMs < sinceMs;
  const volts = isLive ? Math.round(222 + 3 * breath(host.id, nowMs)) : 0;
  const watts =
    isLive && !host.id.startsWith("may-phat") ? Math.round(41_000 + 3000 * breath(host.id, nowMs)) : 0;
  return [...sensorVariables(1, "Voltage", 4, volts), ...sensorVariables(2, "Power", 6, watts)];
}

function sensorVariables(index: number, name: string, type: number, value: number): Answered[] {
  const physical = "1.3.6.1.2.1.47.1.1.1.1";
  const sensor = "1.3.6.1.2.1.99.1.1.1";
  return [
    [`${physical}.2.${index}`, encodeText(name)],
    [`${physical}.5.${index}`, encodeInteger(8)],
    [`${physical}.7.${index}`, encodeText(name)],
    [`${sensor}.1.${index}`, encodeInteger(type)],
    [`${sensor}.2.${index}`, encodeInteger(9)],
    [`${sensor}.3.${index}`, encodeInteger(0)],
    [`${sensor}.4.${index}`, encodeInteger(value)],
    [`${sensor}.5.${index}`, encodeInteger(1)],
  ];
}
