import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import manifest from "../../../package.json" with { type: "json" };
import { codeOf, networkFault } from "../network-fault.ts";
import type { BoundProbe } from "../probe.ts";
import { type Exchange, exchange } from "./exchange.ts";

type HttpCheck = CheckOf<"http">;
type Judgement = Pick<CheckResult, "outcome" | "reason" | "detail">;

const userAgent = `haidang/${manifest.version}`;

/** One GET with its phases; the answer is compared with what the check expects. */
export function httpProbe(check: HttpCheck): BoundProbe {
  return {
    async run({ agent, slotMs, signal }) {
      const { url, anyAnswer: anyCertificate = false } = check.settings;
      const answer = await exchange(url, { userAgent, signal, anyCertificate });
      const { target } = check;
      const { phases, statusCode, body } = answer;
      const point = measure(
        "http",
        { agent, kind: target.kind, id: target.id },
        { statusCode, ...phases, bodyBytes: statusCode === undefined ? undefined : body.length },
        slotMs,
      );
      const result: CheckResult = {
        probe: "http",
        target,
        timeMs: slotMs,
        ...judgeAnswer(check.settings, answer),
        durationMs: Math.round(phases.totalMs ?? 0),
      };
      return { result, points: [point] };
    },
    close() {},
  };
}

/** Whether the answer is the one expected; the text looked for may span any bytes of the first 64 KiB. */
export function judgeAnswer(settings: SettingsOf<"http">, { statusCode, body, error }: Exchange): Judgement {
  if (error !== undefined) return failure(error);
  if (statusCode === undefined) return { outcome: "failed", reason: "malformed_answer", detail: "no status" };
  const isUsual = statusCode >= 200 && statusCode < (settings.anyAnswer === true ? 500 : 400);
  const expected = settings.expectStatus?.includes(statusCode) ?? isUsual;
  if (!expected) return { outcome: "failed", reason: "http_status", detail: `HTTP ${statusCode}` };
  const { expectBody } = settings;
  if (expectBody !== undefined && !body.includes(expectBody)) {
    return { outcome: "failed", reason: "body_mismatch", detail: `not found within ${body.length} bytes` };
  }
  return { outcome: "ok" };
}

function failure(error: NodeJS.ErrnoException): Judgement {
  const known = networkFault(error);
  if (known !== undefined) return known;
  const code = codeOf(error);
  const detail = deviceText(code === "" ? error.message : `${error.message} (${code})`);
  return { outcome: "failed", reason: "malformed_answer", detail };
}
