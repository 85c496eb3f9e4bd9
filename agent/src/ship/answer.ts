import { errorBodySchema } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { z } from "zod";
import type { Settlement } from "../spool/spool.ts";
import { retryAfterMs } from "./back-off.ts";
import type { CentreAnswer } from "./centre.ts";

/**
 * What an answer to a batch means. `wait`: keep it and come again, not before `notBeforeMs` from now when given.
 * `judged`: its results have been taken notice of though it could not be stored.
 */
export type Verdict =
  | { to: "settle"; settlement: Exclude<Settlement, { as: "kept" }> }
  | { to: "wait"; why: string; credential: boolean; judged?: true; notBeforeMs?: number };

const judgedSchema = z.object({ judged: z.literal(true) });

const faultsSchema = z.object({
  faults: z.array(z.object({ line: z.int().min(1), message: z.string() })).min(1),
  /** All lines at fault; `faults` says why of the first only. */
  lines: z.array(z.int().min(1)).optional(),
});

/** Refusals that are about some lines of a batch: the others are stored once those are left out. */
const namesLines: ReadonlySet<string> = new Set(["lines_invalid", "too_many_series"]);

/** The reason under which refused points are counted: a code of ours, or the bare status. */
function reasonOf(code: string, status: number): string {
  return `refused_${/^[a-z_]{1,40}$/.test(code) ? code : status}`;
}

/** Decides from the answer alone; `points` is how many lines the batch has. */
export function judgeAnswer(answer: CentreAnswer, points: number, nowMs: number): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return { to: "settle", settlement: { as: "accepted" } };
  const { code, detail, details } = readError(answer);
  if (status === 400 || status === 413 || status === 422) {
    return { to: "settle", settlement: refusal({ status, code, detail, details }, points) };
  }
  const header = answer.headers["retry-after"];
  const notBeforeMs = status === 429 || status >= 500 ? retryAfterMs(header, nowMs) : undefined;
  return {
    to: "wait",
    why: detail === "" ? `HTTP ${status}` : `HTTP ${status}, ${detail}`,
    credential: status === 401,
    ...(status === 503 && judgedSchema.safeParse(details).success ? { judged: true } : {}),
    ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
  };
}

interface Refusal {
  status: number;
  code: string;
  detail: string;
  details: unknown;
}

function refusal(
  { status, code, detail, details }: Refusal,
  points: number,
): Exclude<Settlement, { as: "accepted" | "kept" }> {
  const why = reasonOf(code, status);
  if (status === 413 && points > 1) return { as: "split" };
  const faults = namesLines.has(code) ? faultsSchema.safeParse(details) : undefined;
  const named = faults?.data?.lines ?? faults?.data?.faults.map(({ line }) => line) ?? [];
  const lines = named.filter((line) => line <= points);
  if (lines.length > 0) {
    const first = faults?.data?.faults[0];
    return { as: "trimmed", why, lines, detail: deviceText(`line ${first?.line}: ${first?.message}`) };
  }
  return { as: "refused", why, detail };
}

function readError(answer: CentreAnswer): { code: string; detail: string; details: unknown } {
  let body: unknown;
  try {
    body = JSON.parse(answer.body);
  } catch {
    // a proxy's page or nothing at all: the status alone has to do
    return { code: "", detail: "", details: undefined };
  }
  const parsed = errorBodySchema.safeParse(body);
  if (!parsed.success) return { code: "", detail: "", details: undefined };
  const { code, message, details } = parsed.data.error;
  return { code, detail: deviceText(message), details };
}
