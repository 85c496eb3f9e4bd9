import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { readColumns } from "../../snmp/columns.ts";
import { openSnmpSession, SnmpFault, type SnmpSession, type SnmpSessionOptions } from "../../snmp/session.ts";
import { numberOf, type SnmpValue, textOf } from "../../snmp/value.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import {
  counterColumns,
  type InterfaceCells,
  type InterfaceRow,
  identityColumns,
  interfaceRows,
  lacksWideCounters,
  narrowColumns,
} from "./interface-row.ts";
import { type OctetReading, ratesBetween } from "./rate.ts";

type SnmpCheck = CheckOf<"snmp">;
type OpenSession = (options: SnmpSessionOptions) => SnmpSession;

/** System group, SNMPv2-MIB (RFC 3418). */
const system = {
  sysDescr: "1.3.6.1.2.1.1.1.0",
  sysObjectID: "1.3.6.1.2.1.1.2.0",
  sysUpTime: "1.3.6.1.2.1.1.3.0",
  sysName: "1.3.6.1.2.1.1.5.0",
} as const;

const tries = 3;
const maxTryMs = 2000;

/** Reads the system group and the interface table. Keeps the octet counters of the run before, for rates. */
export function snmpProbe(check: SnmpCheck, open: OpenSession = openSnmpSession): BoundProbe {
  let before = new Map<string, OctetReading>();
  return {
    async run(context) {
      const startedAt = performance.now();
      const points: Point[] = [];
      const result = await attempt(check, context, open, async (session) => {
        points.push(await readDevice(session, check, context));
        const rows = await readInterfaces(session);
        points.push(
          ...rows.map((row) => interfacePoint(row, { check, context, before: before.get(row.ifIndex) })),
        );
        before = new Map(
          rows.flatMap((row) => (row.reading === undefined ? [] : [[row.ifIndex, row.reading]])),
        );
      });
      const durationMs = Math.round(performance.now() - startedAt);
      return { result: { ...result, durationMs }, points };
    },
    close() {},
  };
}

/** Runs with a session that the signal closes; every fault becomes a result. */
async function attempt(
  check: SnmpCheck,
  { signal, slotMs }: RunContext,
  open: OpenSession,
  read: (session: SnmpSession) => Promise<void>,
): Promise<CheckResult> {
  const { address, port, version, community } = check.settings;
  const result: CheckResult = { probe: "snmp", target: check.target, timeMs: slotMs, outcome: "ok" };
  const resolved = await resolveAddress(address, signal);
  if ("fault" in resolved)
    return { ...result, outcome: "failed", reason: "dns_failure", detail: resolved.fault };
  const timeoutMs = Math.min(maxTryMs, Math.max(100, Math.floor(check.timeoutMs / tries)));
  const session = open({ ip: resolved.ip, port, version, community, timeoutMs, retries: tries - 1 });
  const close = () => session.close();
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  try {
    await read(session);
    return result;
  } catch (error) {
    if (!(error instanceof SnmpFault)) throw error;
    const outcome = error.reason === "no_permission" ? "cannot" : "failed";
    return { ...result, outcome, reason: error.reason, detail: deviceText(error.message) };
  } finally {
    signal.removeEventListener("abort", close);
    session.close();
  }
}

async function readDevice(session: SnmpSession, check: SnmpCheck, context: RunContext): Promise<Point> {
  const answer = await session.get(Object.values(system));
  const values = new Map(answer.map(({ oid, value }) => [oid, value]));
  const at = (name: keyof typeof system): SnmpValue => values.get(system[name]);
  const ticks = numberOf(at("sysUpTime"));
  const sysObjectID = at("sysObjectID");
  if (ticks === undefined) {
    throw new SnmpFault("credentials", "the community may not read the system group (1.3.6.1.2.1.1)");
  }
  return measure(
    "device",
    tagsOf(check, context),
    {
      sysName: textOf(at("sysName")),
      sysDescr: textOf(at("sysDescr")),
      sysObjectID: typeof sysObjectID === "string" ? deviceText(sysObjectID) : undefined,
      uptimeS: ticks / 100,
    },
    context.slotMs,
  );
}

async function readInterfaces(session: SnmpSession): Promise<InterfaceRow[]> {
  const table = new Map<string, InterfaceCells>();
  const merge = (part: ReadonlyMap<string, InterfaceCells>) => {
    for (const [index, cells] of part) table.set(index, new Map([...(table.get(index) ?? []), ...cells]));
  };
  merge(await readColumns(session, identityColumns));
  merge(await readColumns(session, counterColumns));
  if ([...table.values()].some(lacksWideCounters)) merge(await readColumns(session, narrowColumns));
  return interfaceRows(table);
}

function interfacePoint(
  row: InterfaceRow,
  { check, context, before }: { check: SnmpCheck; context: RunContext; before: OctetReading | undefined },
): Point {
  const { ifIndex, ifName, reading, ...fields } = row;
  const rates = reading === undefined ? {} : ratesBetween(before, reading);
  return measure(
    "interface",
    { ...tagsOf(check, context), ifName },
    { ifIndex: Number(ifIndex), ...fields, ...rates },
    context.slotMs,
  );
}

function tagsOf({ target }: SnmpCheck, { agent }: RunContext) {
  return { agent, kind: target.kind, id: target.id };
}
