import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { VideoApiAccess } from "@haidang/contract/object.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { ciscoApi } from "./cisco.ts";
import { openLine } from "./line.ts";
import { polyApi } from "./poly.ts";
import { ApiFault, type VideoApi, type VideoStatus } from "./video-api.ts";
import { inTurn, type VisitEnd, visit } from "./visit.ts";

type VideoApiCheck = CheckOf<"video-api">;

const apis: Record<VideoApiAccess["kind"], VideoApi> = { cisco: ciscoApi, poly: polyApi };

const longestClosingMs = 3000;

/** What a video point says of itself over HTTPS, in one session that is closed whatever happens. */
export function videoApiProbe(check: VideoApiCheck): BoundProbe {
  return {
    async run(context) {
      const startedAt = performance.now();
      const { found, leftOpen } = await look(check, context);
      const { target } = check;
      const { agent, slotMs: timeMs } = context;
      const durationMs = Math.round(performance.now() - startedAt);
      const left = leftOpen === undefined ? "" : `the session could not be closed: ${leftOpen.message}`;
      const said = (...words: string[]) => {
        const detail = deviceText(words.filter((part) => part !== "").join("; "));
        return detail === "" ? {} : { detail };
      };
      const base = { probe: "video-api", target, timeMs, durationMs } as const;
      if (found instanceof ApiFault) {
        const { outcome, reason, message } = found;
        return { result: { ...base, outcome, reason, ...said(message, left) }, points: [] };
      }
      const result: CheckResult = { ...base, outcome: "ok", ...said(left) };
      const tags = { agent, kind: target.kind, id: target.id };
      return { result, points: [measure("videoApi", tags, bounded(found), timeMs)] };
    },
    close() {},
  };
}

/** The last part of a check's time is kept for closing the session, and for a beginning that is answered late. */
async function look({ settings, timeoutMs }: VideoApiCheck, { signal }: RunContext): Promise<VisitEnd> {
  const { kind, address, port, fingerprint, user, password } = settings;
  const closingMs = Math.min(longestClosingMs, Math.round(timeoutMs / 5));
  const reading = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs - 2 * closingMs)]);
  const resolved = await resolveAddress(address, reading);
  if ("fault" in resolved) return { found: new ApiFault("dns_failure", resolved.fault) };
  const { ip } = resolved;
  try {
    return await inTurn(`${ip} ${port}`, reading, async () => {
      const line = openLine({ address, ip, port, fingerprint });
      try {
        return await visit({ api: apis[kind], line, who: { user, password }, signal: reading, closingMs });
      } finally {
        line.close();
      }
    });
  } catch (error) {
    if (error instanceof ApiFault) return { found: error };
    throw error;
  }
}

/** Words of the point in one line each. */
function bounded(status: VideoStatus): Record<string, string | number | boolean> {
  const fields = Object.entries(status).map(([name, value]: [string, string | number | boolean]) => [
    name,
    typeof value === "string" ? deviceText(value, name === "faults" ? 255 : 120) : value,
  ]);
  return Object.fromEntries(fields);
}
