import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { BoundProbe, Measurement, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { socketFault } from "../socket-fault.ts";
import { askStream } from "./ask-stream.ts";
import { askUdp } from "./ask-udp.ts";
import type { SipSettings } from "./request.ts";
import type { SipResponse } from "./response.ts";
import type { TransactionEnd } from "./transaction.ts";
import { isInCall, isServerError, verdictOf } from "./verdict.ts";

type SipCheck = CheckOf<"sip">;
type Judgement = Pick<CheckResult, "outcome" | "reason" | "detail">;

/** A server may ask for patience, not for being forgotten. */
const longestWaitS = 600;

/** What has to be remembered between runs: server errors in a row, and until when the last one asked us to wait. */
interface Memory {
  errorsInRow: number;
  statusCode: number;
  waitUntilMs: number;
  judgement: Judgement;
}

/** SIP OPTIONS (RFC 3261 §11): one transaction a run, its final answer read as a verdict on the point. */
export function sipProbe(check: SipCheck): BoundProbe {
  let memory: Memory | undefined;
  return {
    async run(context) {
      if (memory !== undefined && context.slotMs < memory.waitUntilMs) return waiting(check, context, memory);
      const startedAt = performance.now();
      const resolved = await resolveAddress(check.settings.address, context.signal);
      if ("fault" in resolved) {
        const failure = { outcome: "failed", reason: "dns_failure", detail: resolved.fault } as const;
        return { result: { ...base(check, context), ...failure }, points: [] };
      }
      const end = await ask(check.settings, resolved.ip, context);
      const judgement = judgeEnd(check.settings, end);
      memory = remember(memory, end.final, judgement, context.slotMs);
      return {
        result: {
          ...base(check, context),
          ...judgement,
          durationMs: Math.round(performance.now() - startedAt),
        },
        points: [pointOf(check, context, end, memory?.errorsInRow ?? 0)],
      };
    },
    close() {},
  };
}

function ask(settings: SipSettings, ip: string, { signal, slotMs }: RunContext): Promise<TransactionEnd> {
  if (settings.transport === "udp") return askUdp(settings, ip, signal);
  return askStream(settings, ip, { signal, nowMs: slotMs });
}

/** What a transaction's end says of the point. */
export function judgeEnd({ via, port, transport }: SipSettings, end: TransactionEnd): Judgement {
  const { final, error, provisional, malformed, strays } = end;
  if (final !== undefined) return { ...verdictOf(via, final.statusCode), ...words(final) };
  if (malformed !== undefined) return { outcome: "failed", reason: "malformed_answer", detail: malformed };
  if (error !== undefined && error.code !== "ETIMEDOUT") {
    return socketFault(error, `${transport}/${port}`);
  }
  // A registrar that is at work on it was heard: what stays silent is the point behind it (RFC 4320 §4.2).
  const silent = via === "registrar" && provisional !== undefined ? "sip_endpoint_unreachable" : "sip_silent";
  const heard = provisional === undefined ? "" : `, only ${provisional} came`;
  const foreign = strays === 0 ? "" : `, ${strays} answers to other requests ignored`;
  return { outcome: "failed", reason: silent, detail: `${transport}/${port}${heard}${foreign}` };
}

function words({ statusCode, reasonPhrase }: SipResponse): { detail?: string } {
  return statusCode === 200 ? {} : { detail: deviceText(`${statusCode} ${reasonPhrase}`, 120) };
}

function remember(
  before: Memory | undefined,
  final: SipResponse | undefined,
  judgement: Judgement,
  nowMs: number,
): Memory | undefined {
  if (final === undefined || !isServerError(final.statusCode)) return undefined;
  const waitS = Math.min(final.retryAfterS ?? 0, longestWaitS);
  const errorsInRow = (before?.errorsInRow ?? 0) + 1;
  return { errorsInRow, statusCode: final.statusCode, waitUntilMs: nowMs + waitS * 1000, judgement };
}

/** Asked not to come back yet (Retry-After), we do not: its last word, which covers this time too, is said again. */
function waiting(check: SipCheck, context: RunContext, memory: Memory): Measurement {
  const leftS = Math.ceil((memory.waitUntilMs - context.slotMs) / 1000);
  const detail = deviceText(`${memory.judgement.detail ?? ""}, asked to wait, ${leftS} s left`);
  const { statusCode, errorsInRow } = memory;
  const fields = { statusCode, errorsInRow, retryAfterS: leftS };
  return {
    result: { ...base(check, context), ...memory.judgement, detail },
    points: [measure("sip", tagsOf(check, context), fields, context.slotMs)],
  };
}

function pointOf(check: SipCheck, context: RunContext, end: TransactionEnd, errorsInRow: number) {
  const { final, responseMs, certificateDaysLeft } = end;
  const fields = {
    statusCode: final?.statusCode,
    responseMs,
    inCall: final === undefined ? undefined : isInCall(final.statusCode),
    errorsInRow,
    retryAfterS: final?.retryAfterS,
    certificateDaysLeft,
  };
  return measure("sip", tagsOf(check, context), fields, context.slotMs);
}

function tagsOf({ target }: SipCheck, { agent }: RunContext) {
  return { agent, kind: target.kind, id: target.id };
}

function base({ target }: SipCheck, { slotMs }: RunContext): CheckResult {
  return { probe: "sip", target, timeMs: slotMs, outcome: "ok" };
}
