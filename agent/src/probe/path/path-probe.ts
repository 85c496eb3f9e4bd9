import { crc32 } from "node:zlib";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import { isSamePath, type PathText, pathText } from "@haidang/contract/path.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { askWithPing, type PathMtu, searchPathMtu } from "./path-mtu.ts";
import { type Trace, type TraceAnswer, type TraceOptions, traceRoute } from "./trace.ts";

type PathCheck = CheckOf<"path">;

const mtuEveryMs = 24 * 3_600_000;

/** The tools of the system, so that a test can put others in their place. */
export interface PathTools {
  trace(ip: string, options: TraceOptions): Promise<TraceAnswer>;
  mtu(ip: string, signal: AbortSignal): Promise<PathMtu>;
}

const systemTools: PathTools = {
  trace: traceRoute,
  mtu: (ip, signal) => searchPathMtu(askWithPing(ip, signal)),
};

interface KnownMtu {
  bytes: number;
  path: PathText;
  atMs: number;
  /** Measured twice with the same outcome. */
  confirmed: boolean;
}

/**
 * The hops to a link's far end each run; the path MTU daily, when the path is another, and a second time when it came
 * out differently from the last. That a UDP packet to a closed port brings no answer from the target is usual, so a
 * path is measured when any hop answered.
 */
export function pathProbe(check: PathCheck, tools: PathTools = systemTools): BoundProbe {
  const { target, settings } = check;
  const sourcePort = 20_000 + (crc32(`${target.kind}/${target.id}`) % 10_000);
  let known: KnownMtu | undefined;

  async function mtuOf(ip: string, path: PathText, { slotMs, signal }: RunContext): Promise<PathMtu> {
    const fresh = known !== undefined && slotMs - known.atMs < mtuEveryMs && slotMs >= known.atMs;
    if (known?.confirmed === true && fresh && isSamePath(known.path, path)) return { bytes: known.bytes };
    const found = await tools.mtu(ip, signal);
    const bytes = "fault" in found || signal.aborted ? undefined : found.bytes;
    known =
      bytes === undefined ? undefined : { bytes, path, atMs: slotMs, confirmed: known?.bytes === bytes };
    return signal.aborted ? {} : found;
  }

  return {
    async run(context) {
      const { agent, slotMs: timeMs, signal } = context;
      const startedAt = performance.now();
      const finish = (said: Pick<CheckResult, "outcome" | "reason" | "detail">, points: Point[] = []) => ({
        result: {
          probe: "path" as const,
          target,
          timeMs,
          ...said,
          durationMs: Math.round(performance.now() - startedAt),
        },
        points,
      });
      const resolved = await resolveAddress(settings.address, signal);
      if ("fault" in resolved) {
        return finish({ outcome: "failed", reason: "dns_failure", detail: resolved.fault });
      }
      const traced = await tools.trace(resolved.ip, { maxHops: settings.maxHops, sourcePort, signal });
      if ("fault" in traced) return finish({ outcome: "cannot", ...traced.fault });
      if ("unreachable" in traced) {
        return finish({ outcome: "failed", reason: "unreachable", detail: traced.unreachable });
      }
      // a path cut off by the deadline would look like one that is broken there
      if (signal.aborted && !traced.reached) return finish({ outcome: "failed", reason: "timeout" });
      if (traced.hops.length === 0) return finish({ outcome: "failed", reason: "no_reply" });
      const mtu = await mtuOf(resolved.ip, textOf(traced), context);
      const tags = { agent, kind: target.kind, id: target.id };
      const points = pathPoints(traced, "fault" in mtu ? undefined : mtu.bytes, { tags, timeMs });
      return finish({ outcome: "ok", ...("fault" in mtu ? { detail: mtu.fault.detail } : {}) }, points);
    },
    close() {},
  };
}

const textOf = ({ hops, reached }: Trace): PathText =>
  pathText(
    hops.map(({ address }) => address),
    reached,
  );

function pathPoints(
  trace: Trace,
  pmtuBytes: number | undefined,
  { tags, timeMs }: { tags: { agent: string; kind: string; id: string }; timeMs: number },
): Point[] {
  const { hops, reached } = trace;
  const path = { hops: textOf(trace), hopCount: hops.length, reached, pmtuBytes };
  return [
    measure("path", tags, path, timeMs),
    ...hops.flatMap(({ hop, address, rttMs }) =>
      address === null
        ? []
        : [measure("pathHop", { ...tags, hop: String(hop) }, { address, rttMs: rttMs ?? undefined }, timeMs)],
    ),
  ];
}
