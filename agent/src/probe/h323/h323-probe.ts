import { isIPv4 } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { BoundProbe } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { socketFault } from "../socket-fault.ts";
import { askGatekeeper, type Discovery } from "./ask-gatekeeper.ts";
import { type Knock, knock } from "./knock.ts";

type Judgement = Pick<CheckResult, "outcome" | "reason" | "detail">;

/** What one run found; a part that was not asked is absent. */
export interface H323Findings {
  ras?: Discovery;
  signalling?: Knock;
}

/** RAS is 1719 and call signalling 1720 (H.225.0); only tests use others. */
export interface H323Ports {
  ras: number;
  signalling: number;
}
const standardPorts: H323Ports = { ras: 1719, signalling: 1720 };

/**
 * With a gatekeeper: it is asked by RAS, and the point's own signalling port is tried. Without one the point itself
 * is asked by RAS first; only its silence or refusal leads to the signalling port.
 */
export function h323Probe(check: CheckOf<"h323">, ports: H323Ports = standardPorts): BoundProbe {
  const { address, gatekeeper } = check.settings;
  return {
    async run({ agent, slotMs, signal }) {
      const startedAt = performance.now();
      const { target } = check;
      const point = await resolveAddress(address, signal);
      const keeper = gatekeeper === undefined ? point : await resolveAddress(gatekeeper, signal);
      const base: CheckResult = { probe: "h323", target, timeMs: slotMs, outcome: "ok" };
      if ("fault" in point) {
        return {
          result: { ...base, outcome: "failed", reason: "dns_failure", detail: point.fault },
          points: [],
        };
      }
      const isOwnKeeper = gatekeeper === undefined;
      const findings = await look({ ip: point.ip, keeper, isOwnKeeper, ports, signal });
      const durationMs = Math.round(performance.now() - startedAt);
      const judgement = judgeFindings(findings, isOwnKeeper);
      const tags = { agent, kind: target.kind, id: target.id };
      return {
        result: { ...base, ...judgement, durationMs },
        points: [measure("h323", tags, fieldsOf(findings), slotMs)],
      };
    },
    close() {},
  };
}

interface Where {
  ip: string;
  keeper: { ip: string } | { fault: string };
  isOwnKeeper: boolean;
  ports: H323Ports;
  signal: AbortSignal;
}

async function look({ ip, keeper, isOwnKeeper, ports, signal }: Where): Promise<H323Findings> {
  const ras = await discover(keeper, ports.ras, signal);
  // A point that speaks RAS is alive: its signalling port, which some log each touch of, is left in peace.
  if (isOwnKeeper && ras !== undefined && "answer" in ras) return { ras };
  const signalling = await knock({ ip, port: ports.signalling }, signal);
  return ras === undefined ? { signalling } : { ras, signalling };
}

/** Undefined where RAS cannot be spoken: our request carries an IPv4 address. */
async function discover(
  keeper: Where["keeper"],
  port: number,
  signal: AbortSignal,
): Promise<Discovery | undefined> {
  if ("fault" in keeper) return { error: Object.assign(new Error(keeper.fault), { code: keeper.fault }) };
  return isIPv4(keeper.ip) ? askGatekeeper({ ip: keeper.ip, port }, signal) : undefined;
}

/** Signalling comes before registration: a point that cannot be called is that, whatever its gatekeeper does. */
export function judgeFindings({ ras, signalling }: H323Findings, isOwnKeeper: boolean): Judgement {
  const said = rasWords(ras);
  const note = said === undefined ? {} : { detail: said };
  if (signalling === undefined) return { outcome: "ok", ...note };
  if ("error" in signalling) {
    return socketFault(signalling.error, "tcp/1720");
  }
  if ("silent" in signalling) return { outcome: "failed", reason: "h323_silent", ...note };
  const isRefused = ras !== undefined && "error" in ras && ras.error.code === "ECONNREFUSED";
  if (!isOwnKeeper && isRefused) return { outcome: "failed", reason: "h323_gatekeeper_down", ...note };
  return { outcome: "ok", ...note };
}

/** What gatekeeper discovery brought, in one line. */
function rasWords(ras: Discovery | undefined): string | undefined {
  if (ras === undefined || "silent" in ras) return undefined;
  if ("malformed" in ras) return deviceText(`udp/1719 answered wrongly: ${ras.malformed}`);
  if ("error" in ras) return `${ras.error.code ?? ras.error.message} udp/1719`;
  const { answer } = ras;
  if (answer.message === "GRJ") return `GRJ ${answer.rejectReason ?? ""}`.trim();
  return undefined;
}

function fieldsOf({ ras, signalling }: H323Findings) {
  const answer = ras !== undefined && "answer" in ras ? ras.answer : undefined;
  const name = answer?.message === "GCF" ? answer.gatekeeperName : undefined;
  return {
    ras: rasField(ras),
    rasMs: ras !== undefined && "answer" in ras ? ras.tookMs : undefined,
    gatekeeperName: name === undefined ? undefined : deviceText(name, 128),
    connectMs: signalling !== undefined && "tookMs" in signalling ? signalling.tookMs : undefined,
  };
}

/** GCF, GRJ, unknownMessageResponse, silent, malformed or the system's code. */
function rasField(ras: Discovery | undefined): string | undefined {
  if (ras === undefined) return undefined;
  if ("answer" in ras) return ras.answer.message;
  if ("error" in ras) return ras.error.code ?? "error";
  return "malformed" in ras ? "malformed" : "silent";
}
