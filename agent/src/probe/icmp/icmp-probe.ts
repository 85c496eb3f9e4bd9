import type { Facts } from "@haidang/contract/agent-protocol.ts";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { runChild, toolFault } from "./child.ts";
import type { ToolFault } from "./echo.ts";
import { findIcmpTool } from "./find-icmp-tool.ts";
import { parseFpingLine } from "./fping-line.ts";
import { pingOnce, unreachableWords } from "./ping-tool.ts";
import { type EchoSample, windowStatistics } from "./window.ts";

type IcmpCheck = CheckOf<"icmp">;

const count = 5;
const everyMs = 200;
const maxTimeoutMs = 1000;

interface Shots {
  samples: EchoSample[];
  /** What a router or the kernel said, when somebody did. */
  unreachable: string | undefined;
}

/** One shot: 5 echo requests, 200 ms apart. The running agent uses `watchIcmp` instead. */
export function icmpProbe(check: IcmpCheck): BoundProbe {
  return oneShot(check, (samples, tags, slotMs) => measure("icmp", tags, windowStatistics(samples), slotMs));
}

/** The same from the far end of a link, which needs no continuous watch: it confirms, or contradicts, the near end. */
export function icmpFarProbe(check: CheckOf<"icmp-far">): BoundProbe {
  return oneShot(check, (samples, tags, slotMs) => {
    const { sent, received, lossPct, rttMinMs, rttP50Ms, rttMaxMs } = windowStatistics(samples);
    return measure("icmpFar", tags, { sent, received, lossPct, rttMinMs, rttP50Ms, rttMaxMs }, slotMs);
  });
}

type ShotCheck = IcmpCheck | CheckOf<"icmp-far">;
type ToPoint = (
  samples: readonly EchoSample[],
  tags: { agent: string; kind: string; id: string },
  slotMs: number,
) => Point;

function oneShot(check: ShotCheck, toPoint: ToPoint): BoundProbe {
  let tool: Promise<Facts["icmp"]> | undefined;
  return {
    async run(context) {
      const startedAt = performance.now();
      tool ??= findIcmpTool();
      const { result, shots } = await shoot(check, context, await tool);
      const { target } = check;
      const tags = { agent: context.agent, kind: target.kind, id: target.id };
      const samples = shots?.samples ?? [];
      return {
        result: { ...result, durationMs: Math.round(performance.now() - startedAt) },
        points: samples.length === 0 ? [] : [toPoint(samples, tags, context.slotMs)],
      };
    },
    close() {},
  };
}

async function shoot(
  check: ShotCheck,
  { slotMs, signal }: RunContext,
  tool: Facts["icmp"],
): Promise<{ result: CheckResult; shots?: Shots }> {
  const result: CheckResult = { probe: check.probe, target: check.target, timeMs: slotMs, outcome: "ok" };
  const resolved = await resolveAddress(check.settings.address, signal);
  if ("fault" in resolved) {
    return { result: { ...result, outcome: "failed", reason: "dns_failure", detail: resolved.fault } };
  }
  if ("missing" in tool) {
    return { result: { ...result, outcome: "cannot", reason: tool.missing, detail: tool.detail } };
  }
  const send = tool.by === "fping" ? shootFping : shootPing;
  // The last request has to be given up before the deadline, or silence could not be told from a slow probe.
  const timeoutMs = Math.min(maxTimeoutMs, Math.max(100, check.timeoutMs - count * everyMs));
  const shots = await send(resolved.ip, timeoutMs, signal);
  if ("reason" in shots) return { result: { ...result, outcome: "cannot", ...shots } };
  if (shots.samples.some((sample) => sample.rttMs !== undefined)) return { result, shots };
  if (signal.aborted) return { result: { ...result, outcome: "failed", reason: "timeout" }, shots };
  const why =
    shots.unreachable === undefined
      ? { reason: "no_reply" as const }
      : { reason: "unreachable" as const, detail: shots.unreachable };
  return { result: { ...result, outcome: "failed", ...why }, shots };
}

async function shootFping(ip: string, timeoutMs: number, signal: AbortSignal): Promise<Shots | ToolFault> {
  const shots: Shots = { samples: [], unreachable: undefined };
  const parameters = ["-c", count, "-D", "-p", everyMs, "-t", timeoutMs, "--"].map(String);
  const child = runChild("fping", [...parameters, ip], (text) => {
    const line = parseFpingLine(text);
    if (line.type === "reply") shots.samples.push({ sentMs: line.stampMs - line.rttMs, rttMs: line.rttMs });
    if (line.type === "lost") shots.samples.push({ sentMs: line.stampMs - timeoutMs });
    if (line.type === "notice") shots.unreachable = line.detail;
  });
  const kill = () => child.kill();
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  const end = await child.ended;
  signal.removeEventListener("abort", kill);
  if (signal.aborted || shots.samples.length > 0) return shots;
  if (end.exitCode !== 0 && end.exitCode !== 1) return toolFault("fping", end);
  // fping is silent about requests the kernel refused to send.
  return { ...shots, unreachable: "echo requests could not be sent: refused by the kernel" };
}

async function shootPing(ip: string, timeoutMs: number): Promise<Shots | ToolFault> {
  const answer = await pingOnce(ip, { count, intervalS: everyMs / 1000, timeoutMs, now: Date.now });
  if ("fault" in answer) return answer.fault;
  const sample = (at: number): EchoSample => {
    const rttMs = answer.rttsMs[at];
    return { sentMs: answer.sentMs + at * everyMs, ...(rttMs === undefined ? {} : { rttMs }) };
  };
  return {
    samples: Array.from({ length: count }, (_, at) => sample(at)),
    unreachable: unreachableWords(answer.words),
  };
}
