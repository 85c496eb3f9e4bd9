import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import manifest from "../../../package.json" with { type: "json" };
import type { BoundProbe } from "../probe.ts";
import { type Exchange, exchange } from "./exchange.ts";

type HttpCheck = CheckOf<"http">;
type Judgement = Pick<CheckResult, "outcome" | "reason" | "detail">;

const userAgent = `haidang/${manifest.version}`;

/** One GET with its phases; the answer is compared with what the check expects. */
export function httpProbe(check: HttpCheck): BoundProbe {
  return {
    async run({ agent, slotMs, signal }) {
      const answer = await exchange(check.settings.url, { userAgent, signal });
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
  const expected = settings.expectStatus?.includes(statusCode) ?? (statusCode >= 200 && statusCode < 400);
  if (!expected) return { outcome: "failed", reason: "http_status", detail: `HTTP ${statusCode}` };
  const { expectBody } = settings;
  if (expectBody !== undefined && !body.includes(expectBody)) {
    return { outcome: "failed", reason: "body_mismatch", detail: `not found within ${body.length} bytes` };
  }
  return { outcome: "ok" };
}

const reasonOfCode: Readonly<Record<string, Reason>> = {
  ENOTFOUND: "dns_failure",
  EAI_AGAIN: "dns_failure",
  EAI_FAIL: "dns_failure",
  EAI_NODATA: "dns_failure",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  ETIMEDOUT: "timeout",
};

/** This machine could not even try. */
const ownFault: Readonly<Record<string, Reason>> = {
  EACCES: "no_permission",
  EPERM: "no_permission",
  EMFILE: "agent_fault",
  ENFILE: "agent_fault",
  ENOMEM: "agent_fault",
  EADDRNOTAVAIL: "agent_fault",
};

/** OpenSSL's words for a certificate that is not trusted, as Node hands them on (X509_V_ERR_…), and the host check. */
const certificateCode =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_|HOSTNAME_|CRL_)|^EPROTO$/;

function failure(error: NodeJS.ErrnoException): Judgement {
  const code = codeOf(error);
  if (error.name === "AbortError") return { outcome: "failed", reason: "timeout" };
  const own = ownFault[code];
  if (own !== undefined) return { outcome: "cannot", reason: own, detail: code };
  const known = reasonOfCode[code];
  if (known !== undefined) return { outcome: "failed", reason: known, detail: code };
  if (certificateCode.test(code)) return { outcome: "failed", reason: "tls_failure", detail: code };
  const detail = deviceText(code === "" ? error.message : `${error.message} (${code})`);
  return { outcome: "failed", reason: "malformed_answer", detail };
}

/** Several addresses tried in turn fail with one error that holds the others (RFC 8305); the first tells enough. */
function codeOf(error: NodeJS.ErrnoException): string {
  if (error.code !== undefined && error.code !== "") return error.code;
  const [first]: unknown[] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error && "code" in first ? String(first.code) : "";
}
