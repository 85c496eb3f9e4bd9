import { CANCELLED, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { networkFault } from "../network-fault.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { elapsedMs } from "../tcp/connection.ts";
import { type AnswerRecord, answerTexts, normalName, reverseName } from "./record.ts";

type DnsCheck = CheckOf<"dns">;
type Settings = SettingsOf<"dns">;
type Said = Pick<CheckResult, "outcome" | "reason" | "detail">;

/** What one question brought. `rcode` is absent when nothing that is an answer came. */
export interface DnsAnswer {
  rcode?: string;
  responseMs?: number;
  texts: string[];
  fault?: NodeJS.ErrnoException;
}

const tries = 2;

/** Asks one name server one question; an answer without the records, or without those expected, is a failure. */
export function dnsProbe(check: DnsCheck): BoundProbe {
  return {
    async run(context) {
      const startedAt = performance.now();
      const resolved = await resolveAddress(check.settings.address, context.signal);
      const answer =
        "fault" in resolved ? undefined : await ask(check.settings, resolved.ip, check.timeoutMs, context);
      const said: Said =
        answer === undefined
          ? { outcome: "failed", reason: "dns_failure", detail: "fault" in resolved ? resolved.fault : "" }
          : judgeAnswer(check.settings, answer);
      const { target } = check;
      const { agent, slotMs: timeMs } = context;
      const durationMs = Math.round(performance.now() - startedAt);
      const { responseMs, rcode, texts = [] } = answer ?? {};
      const tags = { agent, kind: target.kind, id: target.id };
      const fields = { responseMs, rcode, answers: texts.length };
      return {
        result: { probe: "dns", target, timeMs, ...said, durationMs },
        points: rcode === undefined ? [] : [measure("dns", tags, fields, timeMs)],
      };
    },
    close() {},
  };
}

/** The resolver of Node (c-ares) asks the named server only: no search domains, no hosts file, TCP when cut short. */
async function ask(
  settings: Settings,
  ip: string,
  timeoutMs: number,
  { signal }: RunContext,
): Promise<DnsAnswer> {
  const resolver = new Resolver({ timeout: Math.max(100, Math.floor(timeoutMs / (tries + 1))), tries });
  resolver.setServers([`${isIP(ip) === 6 ? `[${ip}]` : ip}:${settings.port}`]);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const { name, type } = settings;
  const question = type === "PTR" && isIP(name) !== 0 ? reverseName(name) : name;
  const startedAt = performance.now();
  const asked = resolver.resolve(question, type);
  if (signal.aborted) cancel();
  try {
    const records: AnswerRecord | AnswerRecord[] = await asked;
    return { rcode: "NOERROR", responseMs: elapsedMs(startedAt), texts: answerTexts(records) };
  } catch (error) {
    const fault: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
    const rcode = rcodes[fault.code ?? ""];
    return rcode === undefined
      ? { texts: [], fault }
      : { rcode, responseMs: elapsedMs(startedAt), texts: [], fault };
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/** Response codes of RFC 1035 4.1.1, by what c-ares makes of them. */
const rcodes: Readonly<Record<string, string>> = {
  ENODATA: "NOERROR",
  EFORMERR: "FORMERR",
  ESERVFAIL: "SERVFAIL",
  ENOTFOUND: "NXDOMAIN",
  ENOTIMP: "NOTIMP",
  EREFUSED: "REFUSED",
};

const reasonOfFault: Readonly<Record<string, Reason>> = {
  EBADRESP: "malformed_answer",
  EBADNAME: "malformed_answer",
  ETIMEOUT: "timeout",
  ECONNREFUSED: "refused",
  [CANCELLED]: "timeout",
};

/** Whether the answer is the one expected; names compare without case and final dot. */
export function judgeAnswer(settings: Settings, { rcode, texts, fault }: DnsAnswer): Said {
  if (rcode !== undefined && texts.length === 0) {
    const detail = rcode === "NOERROR" ? `no ${settings.type} record` : rcode;
    return { outcome: "failed", reason: "dns_failure", detail };
  }
  if (fault !== undefined) return faultOf(fault);
  const found = new Set(texts.map(normalName));
  const lacking = settings.expect?.filter((text) => !found.has(normalName(text))) ?? [];
  if (lacking.length === 0) return { outcome: "ok" };
  return { outcome: "failed", reason: "answer_mismatch", detail: deviceText(texts.join(", ")) };
}

function faultOf(fault: NodeJS.ErrnoException): Said {
  const reason = reasonOfFault[fault.code ?? ""];
  if (reason === "timeout") return { outcome: "failed", reason };
  if (reason !== undefined) return { outcome: "failed", reason, detail: fault.code };
  const detail = deviceText(fault.code ?? fault.message);
  return networkFault(fault) ?? { outcome: "failed", reason: "malformed_answer", detail };
}
