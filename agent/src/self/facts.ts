import { readFile } from "node:fs/promises";
import { networkInterfaces, uptime } from "node:os";
import type { Facts, Finding, Hardware } from "@haidang/contract/agent-protocol.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { errorText, type Log } from "./log.ts";
import { type Machine, readMachine } from "./machine.ts";
import { findGateway, findResolvers } from "./network.ts";
import { pauseMs } from "./pause.ts";

/** What changes while the agent runs, cheap to look at. */
export type Surroundings = Pick<Facts, "addresses" | "gateway" | "resolvers" | "localSnmp">;
export type Standing = Pick<Facts, "icmp"> & Machine;
/** When the machine and this process began. */
export type Beginnings = Pick<Facts, "bootedMs" | "startedMs">;

export function beganMs(nowMs: number): Beginnings {
  return {
    bootedMs: Math.round(nowMs - uptime() * 1000),
    startedMs: Math.round(nowMs - process.uptime() * 1000),
  };
}

export interface FactsOptions {
  hostName: () => string;
  version: string;
  beginnings?: Beginnings;
  findLocalSnmp: (signal: AbortSignal) => Promise<Finding>;
  findIcmpTool: () => Promise<Facts["icmp"]>;
  /** What the machine is built of; slow, so what is known else is told before. */
  readHardware?: ((signal: AbortSignal) => Promise<Hardware>) | undefined;
  log: Log;
  /** Tells the centre; `again` when it could not be told and has to be, after so many ms. */
  send: (facts: Facts) => Promise<"told" | { againMs: number }>;
  signal: AbortSignal;
  lookMs?: number;
  slowLookMs?: number;
  hardwareLookMs?: number;
}

const mostAddresses = 64;
const snmpDeadlineMs = 3_000;

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .slice(0, mostAddresses);
}

async function fileOr<T>(path: string, read: (text: string) => T, otherwise: (why: string) => T): Promise<T> {
  try {
    return read(await readFile(path, "utf8"));
  } catch (error) {
    return otherwise(errorText(error));
  }
}

async function lookAround(findLocalSnmp: FactsOptions["findLocalSnmp"]): Promise<Surroundings> {
  const gateway = await fileOr<Finding>("/proc/net/route", findGateway, (detail) => ({
    missing: "no_gateway",
    detail,
  }));
  const resolvers = await fileOr<Finding[]>("/etc/resolv.conf", findResolvers, (detail) => [
    { missing: "no_resolver", detail },
  ]);
  const localSnmp = await findLocalSnmp(AbortSignal.timeout(snmpDeadlineMs)).catch(
    (error: unknown): Finding => ({ missing: "no_snmp_agent", detail: errorText(error) }),
  );
  return { addresses: ownAddresses(), gateway, resolvers, localSnmp };
}

async function lookInside({ findIcmpTool, log }: FactsOptions): Promise<Standing> {
  const icmp = await findIcmpTool().catch((error: unknown): Facts["icmp"] => ({
    missing: "agent_fault",
    detail: errorText(error),
  }));
  return { icmp, ...(await readMachine(log)) };
}

/** Reads the hardware at the first call and once a day, beside whatever else is done; the last that was read. */
function hardwareReader({ readHardware, log, signal, hardwareLookMs = 86_400_000 }: FactsOptions) {
  let hardware: Hardware | undefined;
  let askedMs: number | undefined;
  return (): Hardware | undefined => {
    const nowMs = performance.now();
    if (readHardware === undefined || (askedMs !== undefined && nowMs - askedMs < hardwareLookMs))
      return hardware;
    askedMs = nowMs;
    readHardware(signal).then(
      (read) => {
        hardware = read;
      },
      (error: unknown) => {
        if (!signal.aborted) log.warn("facts_incomplete", { what: "hardware", why: errorText(error) });
      },
    );
    return hardware;
  };
}

/**
 * Keeps the centre told what this machine is: at start, and whenever a look around finds something else. Never
 * rejects; returns when the signal aborts.
 */
export async function keepFacts(options: FactsOptions): Promise<void> {
  const { hostName, version, log, send, signal, lookMs = 15_000, slowLookMs = 3_600_000 } = options;
  let told = "";
  let standing: Standing | undefined;
  let lookedInsideMs = 0;
  const hardwareNow = hardwareReader(options);
  while (!signal.aborted) {
    if (standing === undefined || performance.now() - lookedInsideMs >= slowLookMs) {
      standing = await lookInside(options);
      lookedInsideMs = performance.now();
    }
    const hardware = hardwareNow();
    const facts: Facts = {
      hostName: deviceText(hostName(), 253) || "unnamed",
      version,
      ...options.beginnings,
      ...standing,
      ...(hardware === undefined ? {} : { hardware }),
      ...(await lookAround(options.findLocalSnmp)),
    };
    const text = JSON.stringify(facts);
    let waitMs = lookMs;
    if (text !== told && !signal.aborted) {
      const outcome = await send(facts);
      if (outcome === "told") {
        told = text;
        log.info("facts_sent");
      } else {
        waitMs = outcome.againMs;
      }
    }
    await pauseMs(waitMs, signal);
  }
}
