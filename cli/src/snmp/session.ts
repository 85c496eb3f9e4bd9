import type { SnmpSession } from "@haidang/agent/snmp/session.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { addressSchema } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { Language } from "@haidang/contract/text.ts";
import { Flags } from "@oclif/core";
import { spanMs } from "../period.ts";
import { help } from "../words/help.ts";
import { say } from "../words/words.ts";
import { type SnmpAccessWords, snmpAccess, snmpAccessFlags } from "./access.ts";

/** Flags of every command that speaks SNMP itself. */
export const snmpFlags = {
  ...snmpAccessFlags,
  port: Flags.integer({
    summary: help("flag.snmp-port"),
    helpValue: "161",
    min: 1,
    max: 65535,
    default: 161,
  }),
  timeout: Flags.string({ summary: help("flag.snmp-timeout"), helpValue: "60s", default: "60s" }),
};

export interface SnmpWords extends SnmpAccessWords {
  port: number;
  timeout: string;
}

/** Wait for one question before it is sent again. */
const tryMs = 2000;
const retries = 2;

/**
 * Asks one device, and closes the session at the end or the deadline. Throws HaidangError: `usage` for words that
 * name no device, `unreachable` for one that does not answer.
 */
export async function askDevice<T>(
  host: string,
  words: SnmpWords,
  language: Language,
  ask: (session: SnmpSession, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (!addressSchema.safeParse(host).success) {
    throw new HaidangError("usage", say(language, "snmp.host", { host }), {
      hint: say(language, "snmp.hostHint"),
    });
  }
  const access = snmpAccess(words, language);
  const signal = AbortSignal.timeout(spanMs(words.timeout, language));
  const { resolveAddress } = await import("@haidang/agent/probe/resolve.ts");
  const { openSnmpSession, SnmpFault } = await import("@haidang/agent/snmp/session.ts");
  const resolved = await resolveAddress(host, signal);
  if ("fault" in resolved)
    throw noAnswer(host, words, { reason: "dns_failure", message: resolved.fault }, language);
  const session = openSnmpSession({
    ...access,
    ip: resolved.ip,
    port: words.port,
    timeoutMs: tryMs,
    retries,
  });
  const close = () => session.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    return await ask(session, signal);
  } catch (error) {
    if (error instanceof SnmpFault) throw noAnswer(host, words, error, language);
    throw profileFault(error, language) ?? error;
  } finally {
    signal.removeEventListener("abort", close);
    session.close();
  }
}

function noAnswer(
  host: string,
  { port, "v3-user": user }: SnmpWords,
  fault: { reason: Reason; message: string },
  language: Language,
): HaidangError {
  const why = say(language, `reason.${fault.reason}`);
  return new HaidangError(
    "unreachable",
    say(language, "snmp.failed", { host, port, why, detail: fault.message }),
    {
      hint: say(language, noAnswerHint(fault.reason, user !== undefined)),
    },
  );
}

function noAnswerHint(reason: Reason, asUser: boolean) {
  if (reason === "credentials") return asUser ? "snmp.userHint" : "snmp.credentialsHint";
  return asUser ? "snmp.failedUserHint" : "snmp.failedHint";
}

/** A profile that cannot be read, said in the reader's language; what is wrong in it stays as it is. */
function profileFault(error: unknown, language: Language): HaidangError | undefined {
  if (!(error instanceof HaidangError)) return undefined;
  const { details } = error;
  if (typeof details !== "object" || details === null || !("profile" in details && "why" in details)) {
    return undefined;
  }
  const values = { path: String(details.profile), why: String(details.why) };
  return new HaidangError("usage", say(language, "snmp.profile", values), {
    hint: say(language, "snmp.profileHint"),
  });
}
