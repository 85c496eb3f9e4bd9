import { type Check, checkSchema, type ProbeName, probeNames } from "@haidang/contract/check.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { spanMs } from "../period.ts";
import { nearest } from "../suggest.ts";
import { say } from "../words/words.ts";

export interface ProbeWords {
  probe: string;
  target?: string | undefined;
  community: string;
  "snmp-version": "1" | "2c";
  port: number;
  "expect-body"?: string | undefined;
  timeout: string;
}

/** The check the control plane would make for this target, run once by hand. */
export function probeCheck(words: ProbeWords, language: Language): Check {
  const probe = probeNames.find((name) => name === words.probe);
  if (probe === undefined) throw unknownProbe(words.probe, language);
  const target = words.target ?? "";
  if (probe !== "host" && target === "") throw usage("probe.noTarget", { probe }, language);
  if (probe === "host" && target !== "") throw usage("probe.hostTarget", {}, language);
  const parsed = checkSchema.safeParse({
    id: `${probe}:device/by-hand`,
    target: { kind: probe === "http" ? "service" : "device", id: "by-hand" },
    intervalMs: 10_000,
    retryIntervalMs: 10_000,
    timeoutMs: spanMs(words.timeout, language),
    probe,
    settings: settingsOf(probe, target, words),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const about = issue?.path.includes("timeoutMs") === true ? words.timeout : target;
  throw usage("probe.target", { target: about, why: issue?.message ?? "" }, language);
}

function settingsOf(probe: ProbeName, target: string, words: ProbeWords): unknown {
  if (probe === "host") return {};
  if (probe === "icmp") return { address: target };
  if (probe === "snmp") {
    const { community, port } = words;
    return { address: target, port, version: words["snmp-version"], community };
  }
  return { url: target, ...(words["expect-body"] === undefined ? {} : { expectBody: words["expect-body"] }) };
}

function unknownProbe(name: string, language: Language): HaidangError {
  const near = nearest(name, probeNames, 1);
  return new HaidangError("usage", say(language, "probe.unknown", { name }), {
    hint: say(language, "usage.oneOf", { list: (near.length > 0 ? near : probeNames).join(", ") }),
  });
}

function usage(
  key: "probe.noTarget" | "probe.hostTarget" | "probe.target",
  values: Readonly<Record<string, string>>,
  language: Language,
): HaidangError {
  return new HaidangError("usage", say(language, key, values), { hint: say(language, "probe.targetHint") });
}
