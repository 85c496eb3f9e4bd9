import { type CheckOf, pathCheckSchema } from "@haidang/contract/check.ts";
import { listHops, mostHops } from "@haidang/contract/path.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import type { LinkPath } from "@haidang/contract/row.ts";
import { runProbe } from "./run.ts";

/** One trace from this machine; `path` is absent when nothing answered on the way. */
export interface TraceRun {
  result: CheckResult;
  path?: LinkPath;
}

/** Further than the agents go, since somebody asks and waits. */
export async function traceFromHere(address: string): Promise<TraceRun> {
  const check: CheckOf<"path"> = pathCheckSchema.parse({
    id: "path:link/by-hand",
    probe: "path",
    target: { kind: "link", id: "by-hand" },
    intervalMs: 600_000,
    retryIntervalMs: 600_000,
    timeoutMs: 60_000,
    settings: { address, maxHops: mostHops },
  });
  const { result, points } = await runProbe(check);
  const path = pathOf(points);
  return { result, ...(path === undefined ? {} : { path }) };
}

/** The points of one run as the centre would show them. */
export function pathOf(points: readonly Point[]): LinkPath | undefined {
  const whole = points.find(({ measurement }) => measurement === "path");
  if (whole === undefined) return undefined;
  const { hops, reached, pmtuBytes } = whole.fields;
  const rtts = new Map(
    points
      .filter(({ measurement }) => measurement === "pathHop")
      .map(({ tags, fields }) => [tags["hop"] ?? "", fields["rttMs"]]),
  );
  return {
    atMs: whole.timeMs,
    reached: reached === true,
    hops: listHops(String(hops), rtts),
    ...(typeof pmtuBytes === "number" ? { pmtuBytes } : {}),
    changes: [],
  };
}
