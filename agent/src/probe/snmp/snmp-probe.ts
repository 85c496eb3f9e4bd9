import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { InterfaceRow } from "../../snmp/interface-row.ts";
import { watchInterfaces } from "../../snmp/interface-watch.ts";
import { type OctetReading, ratesBetween } from "../../snmp/rate.ts";
import { openSnmpSession, SnmpFault, type SnmpSession, type SnmpSessionOptions } from "../../snmp/session.ts";
import { readSystem, type SystemFacts } from "../../snmp/system-group.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { healthPoints, watchHealth } from "./health.ts";
import { watchNeighbours } from "./neighbours.ts";

type SnmpCheck = CheckOf<"snmp">;
type OpenSession = (options: SnmpSessionOptions) => SnmpSession;

const tries = 3;
const maxTryMs = 2000;

/** Share of a run's time after which no new question on sensors is asked, so that the result is in time. */
const timeForHealth = 0.7;

/**
 * Reads the system group, the interface table, what the device's profile names and, now and again, whom it hears at its
 * cables. Keeps the octet counters of the
 * run before, for rates.
 */
export function snmpProbe(
  check: SnmpCheck,
  open: OpenSession = openSnmpSession,
  health = watchHealth(),
): BoundProbe {
  const interfaces = watchInterfaces();
  const neighbours = watchNeighbours();
  let before = new Map<string, OctetReading>();
  return {
    async run(context) {
      const startedAt = performance.now();
      const points: Point[] = [];
      const result = await attempt(check, context, open, async (session) => {
        const system = await readSystem(session);
        points.push(devicePoint(system, check, context));
        const rows = await interfaces.read(session, system, context.slotMs);
        const kept = new Map<string, OctetReading>();
        for (const row of rows) {
          const earlier = before.get(row.ifIndex);
          const tooSoon = isTooSoon(earlier, row.reading, check.intervalMs);
          points.push(interfacePoint(row, { check, context, before: tooSoon ? undefined : earlier }));
          const base = tooSoon ? earlier : row.reading;
          if (base !== undefined) kept.set(row.ifIndex, base);
        }
        before = kept;
        const mayGoOn = () =>
          !context.signal.aborted && performance.now() - startedAt < check.timeoutMs * timeForHealth;
        const nowMs = context.slotMs;
        const tags = tagsOf(check, context);
        const { readings, note } = await health.run({ session, system, nowMs, mayGoOn });
        if (readings !== undefined) points.push(...healthPoints(readings, tags, nowMs));
        const self = system.sysName;
        if (mayGoOn()) points.push(...(await neighbours.run({ session, self, rows, tags, nowMs })));
        return note;
      });
      const durationMs = Math.round(performance.now() - startedAt);
      return { result: { ...result, durationMs }, points };
    },
    close() {},
  };
}

/** Runs with a session that the signal closes; every fault becomes a result, and what `read` notes its detail. */
async function attempt(
  check: SnmpCheck,
  { signal, slotMs }: RunContext,
  open: OpenSession,
  read: (session: SnmpSession) => Promise<string | undefined>,
): Promise<CheckResult> {
  const { address, ...access } = check.settings;
  const result: CheckResult = { probe: "snmp", target: check.target, timeMs: slotMs, outcome: "ok" };
  const resolved = await resolveAddress(address, signal);
  if ("fault" in resolved)
    return { ...result, outcome: "failed", reason: "dns_failure", detail: resolved.fault };
  const timeoutMs = Math.min(maxTryMs, Math.max(100, Math.floor(check.timeoutMs / tries)));
  const session = open({ ...access, ip: resolved.ip, timeoutMs, retries: tries - 1 });
  const close = () => session.close();
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  try {
    const note = await read(session);
    return note === undefined ? result : { ...result, detail: deviceText(note) };
  } catch (error) {
    if (!(error instanceof SnmpFault)) throw error;
    const outcome = error.reason === "no_permission" ? "cannot" : "failed";
    return { ...result, outcome, reason: error.reason, detail: deviceText(error.message) };
  } finally {
    signal.removeEventListener("abort", close);
    session.close();
  }
}

/** Devices count in steps of up to some seconds: what a step adds is no rate over less time than this, 1/100 s. */
const longestStepTicks = 1000;

/** After a run out of turn there are no rates yet; the next run's are since the run before. */
function isTooSoon(
  before: OctetReading | undefined,
  now: OctetReading | undefined,
  intervalMs: number,
): boolean {
  if (before === undefined || now === undefined) return false;
  const ticks = now.inTicks - before.inTicks;
  return ticks >= 0 && ticks < Math.min(longestStepTicks, intervalMs / 20);
}

function devicePoint(
  { sysName, sysDescr, sysObjectID, uptimeTicks }: SystemFacts,
  check: SnmpCheck,
  context: RunContext,
): Point {
  return measure(
    "device",
    tagsOf(check, context),
    { sysName, sysDescr, sysObjectID, uptimeS: uptimeTicks === undefined ? undefined : uptimeTicks / 100 },
    context.slotMs,
  );
}

function interfacePoint(
  row: InterfaceRow,
  { check, context, before }: { check: SnmpCheck; context: RunContext; before: OctetReading | undefined },
): Point {
  const { reading, inOctets, outOctets } = row;
  const rates = reading === undefined ? {} : ratesBetween(before, reading);
  return measure(
    "interface",
    { ...tagsOf(check, context), ifName: row.ifName },
    {
      ifIndex: Number(row.ifIndex),
      alias: row.alias,
      speedBps: row.speedBps,
      adminStatus: row.adminStatus,
      operStatus: row.operStatus,
      inErrors: row.inErrors,
      outErrors: row.outErrors,
      inDiscards: row.inDiscards,
      outDiscards: row.outDiscards,
      inOctets: inOctets === undefined ? undefined : Number(inOctets),
      outOctets: outOctets === undefined ? undefined : Number(outOctets),
      inBps: rates.inBps,
      outBps: rates.outBps,
    },
    context.slotMs,
  );
}

function tagsOf({ target }: SnmpCheck, { agent }: RunContext) {
  return { agent, kind: target.kind, id: target.id };
}
