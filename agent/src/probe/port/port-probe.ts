import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type Cell, readColumns } from "../../snmp/columns.ts";
import {
  counterColumns,
  type InterfaceIdentity,
  type InterfaceRow,
  identityColumns,
  interfaceIdentities,
  interfaceRow,
  type LiveColumn,
  narrowColumns,
} from "../../snmp/interface-row.ts";
import { type OctetReading, type Rates, ratesBetween } from "../../snmp/rate.ts";
import { openSnmpSession, SnmpFault, type SnmpSession, type SnmpSessionOptions } from "../../snmp/session.ts";
import { numberOf, textOf, type Varbind } from "../../snmp/value.ts";
import type { BoundProbe, Measurement, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";

type PortCheck = CheckOf<"port"> | CheckOf<"port-near">;
type OpenSession = (options: SnmpSessionOptions) => SnmpSession;

const tries = 3;
const maxTryMs = 2000;
const sysUpTime = "1.3.6.1.2.1.1.3.0";

/** IF-MIB ifOperStatus (RFC 2863): up and unknown pass packets, dormant waits to be needed. */
const passing: ReadonlySet<number> = new Set([1, 4]);
const dormant = 5;
const statusWords = ["", "up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"];

/** Names are looked up anew this often, and whenever the port at an index is called otherwise. */
const renewMs = 10 * 60_000;
const maxName = 120;

/**
 * State and rates of one port, by a single question a run. A port that does not pass packets is a failure; a device
 * that does not answer, or has no such port, says nothing of the line.
 */
export function portProbe(check: PortCheck, open: OpenSession = openSnmpSession): BoundProbe {
  let known: { identity: InterfaceIdentity; readMs: number } | undefined;
  let before: OctetReading | undefined;

  async function find(session: SnmpSession, nowMs: number): Promise<InterfaceIdentity | undefined> {
    if (known !== undefined && nowMs - known.readMs < renewMs && nowMs >= known.readMs) return known.identity;
    const identity = interfaceIdentities(await readColumns(session, identityColumns)).find(
      ({ ifName }) => ifName === check.settings.ifName,
    );
    known = identity === undefined ? undefined : { identity, readMs: nowMs };
    return identity;
  }

  async function look(session: SnmpSession, nowMs: number): Promise<InterfaceRow | undefined> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const identity = await find(session, nowMs);
      if (identity === undefined) return undefined;
      const row = await readPort(session, identity);
      if (row !== undefined) return row;
      known = undefined;
    }
    return undefined;
  }

  return {
    async run(context) {
      const startedAt = performance.now();
      const measurement = await withSession(check, context, open, async (session) => {
        const row = await look(session, context.slotMs);
        if (row === undefined) {
          const detail = `the device has no interface ${deviceText(check.settings.ifName, 120)}`;
          return unread(check, context.slotMs, { reason: "no_port", detail });
        }
        const rates = row.reading === undefined ? {} : ratesBetween(before, row.reading);
        before = row.reading;
        return told(check, context, row, rates);
      });
      const durationMs = Math.round(performance.now() - startedAt);
      return { ...measurement, result: { ...measurement.result, durationMs } };
    },
    close() {},
  };
}

const { ifAdminStatus, ifOperStatus, ifHCInOctets, ifHCOutOctets, ifCounterDiscontinuityTime } =
  counterColumns;
const narrow: ReadonlyArray<readonly [LiveColumn, string]> = [
  ["ifAdminStatus", ifAdminStatus],
  ["ifOperStatus", ifOperStatus],
  ["ifInOctets", narrowColumns.ifInOctets],
  ["ifOutOctets", narrowColumns.ifOutOctets],
];
/** Version 1 refuses a question whole when one of its variables is missing: it is asked for no more than it must have. */
const asked: Readonly<Record<SnmpSession["version"], typeof narrow>> = {
  "1": narrow,
  "2c": wide(),
  "3": wide(),
};

function wide(): typeof narrow {
  return [
    ...narrow,
    ["ifName", identityColumns.ifName],
    ["ifDescr", identityColumns.ifDescr],
    ["ifHCInOctets", ifHCInOctets],
    ["ifHCOutOctets", ifHCOutOctets],
    ["ifCounterDiscontinuityTime", ifCounterDiscontinuityTime],
  ];
}

/** Undefined when another port has the index now, or none has. */
async function readPort(
  session: SnmpSession,
  identity: InterfaceIdentity,
): Promise<InterfaceRow | undefined> {
  const columns = asked[session.version];
  const answer = await getOrNothing(session, [
    sysUpTime,
    ...columns.map(([, oid]) => `${oid}.${identity.ifIndex}`),
  ]);
  if (answer === undefined) return undefined;
  const uptimeTicks = numberOf(answer[0]?.value);
  const cells = new Map<LiveColumn, Cell>();
  for (const [at, [column]] of columns.entries()) {
    const value = answer[at + 1]?.value;
    if (value !== undefined) cells.set(column, { value, uptimeTicks });
  }
  const name = textOf(cells.get("ifName")?.value, maxName) ?? textOf(cells.get("ifDescr")?.value, maxName);
  const isSame = session.version === "1" || name === undefined || name === identity.ownName;
  return isSame && cells.has("ifOperStatus") ? interfaceRow(identity, cells) : undefined;
}

async function getOrNothing(session: SnmpSession, oids: readonly string[]): Promise<Varbind[] | undefined> {
  try {
    return await session.get(oids);
  } catch (error) {
    if (error instanceof SnmpFault && error.status === "noSuchName") return undefined;
    throw error;
  }
}

function told(check: PortCheck, { agent, slotMs }: RunContext, row: InterfaceRow, rates: Rates): Measurement {
  const { probe, target } = check;
  const { adminStatus, operStatus = 0 } = row;
  const points = [
    measure(
      probe === "port" ? "port" : "portNear",
      { agent, kind: target.kind, id: target.id },
      { adminStatus, operStatus, ...rates },
      slotMs,
    ),
  ];
  const result: CheckResult = { probe, target, timeMs: slotMs, outcome: "ok" };
  if (passing.has(operStatus)) return { result, points };
  const word = statusWords[operStatus] ?? String(operStatus);
  const detail = `${deviceText(row.ifName, 120)}: ${adminStatus === 2 ? "admin " : ""}${word}`;
  if (operStatus === dormant)
    return { result: { ...result, outcome: "cannot", reason: "standby", detail }, points };
  return { result: { ...result, outcome: "failed", reason: "port_down", detail }, points };
}

function unread(check: PortCheck, slotMs: number, why: { reason: Reason; detail: string }): Measurement {
  const { probe, target } = check;
  return { result: { probe, target, timeMs: slotMs, outcome: "cannot", ...why }, points: [] };
}

/** Runs with a session that the signal closes. Whatever goes wrong is of the device asked, not of the line. */
async function withSession(
  check: PortCheck,
  { signal, slotMs }: RunContext,
  open: OpenSession,
  read: (session: SnmpSession) => Promise<Measurement>,
): Promise<Measurement> {
  const { address, ifName: _name, ...access } = check.settings;
  const resolved = await resolveAddress(address, signal);
  if ("fault" in resolved) return unread(check, slotMs, { reason: "dns_failure", detail: resolved.fault });
  const timeoutMs = Math.min(maxTryMs, Math.max(100, Math.floor(check.timeoutMs / tries)));
  const session = open({ ...access, ip: resolved.ip, timeoutMs, retries: tries - 1 });
  const close = () => session.close();
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  try {
    return await read(session);
  } catch (error) {
    if (!(error instanceof SnmpFault)) throw error;
    const reason = error.reason === "timeout" ? "snmp_no_answer" : error.reason;
    return unread(check, slotMs, { reason, detail: deviceText(error.message) });
  } finally {
    signal.removeEventListener("abort", close);
    session.close();
  }
}
