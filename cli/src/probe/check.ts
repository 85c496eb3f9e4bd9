import { type AgentProbe, agentProbes, type Check, checkSchema } from "@haidang/contract/check.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { ObjectKind, VideoApiAccess } from "@haidang/contract/object.ts";
import { mostHops } from "@haidang/contract/path.ts";
import type { Language } from "@haidang/contract/text.ts";
import type { sipTransports } from "@haidang/contract/video-access.ts";
import { spanMs } from "../period.ts";
import { type SnmpAccessWords, snmpAccess } from "../snmp/access.ts";
import { nearest } from "../suggest.ts";
import { say } from "../words/words.ts";

type SipTransport = (typeof sipTransports)[number];

export interface ProbeWords extends SnmpAccessWords {
  probe: string;
  target?: string | undefined;
  /** Without it the usual port of the probe. */
  port?: number | undefined;
  transport: SipTransport;
  via: "direct" | "registrar";
  uri?: string | undefined;
  gatekeeper?: string | undefined;
  "expect-body"?: string | undefined;
  name?: string | undefined;
  type: string;
  expect?: string[] | undefined;
  "server-name"?: string | undefined;
  key?: string | undefined;
  kind?: VideoApiAccess["kind"] | undefined;
  user?: string | undefined;
  /** From the environment or a prompt: no flag has it. */
  password?: string | undefined;
  fingerprint?: string | undefined;
  ups: string;
  timeout: string;
}

/** The check the control plane would make for this target, run once by hand. */
export function probeCheck(words: ProbeWords, language: Language): Check {
  const probe = agentProbes.find((name) => name === words.probe);
  if (probe === undefined) throw unknownProbe(words.probe, language);
  const target = words.target ?? "";
  if (probe !== "host" && target === "") throw usage("probe.noTarget", { probe }, language);
  if (probe === "host" && target !== "") throw usage("probe.hostTarget", {}, language);
  if (probe === "dns" && words.name === undefined) throw lacking("probe.noName", language);
  if (probe === "tcp" && words.port === undefined) throw lacking("probe.noPort", language);
  if (probe === "sip" && words.via === "registrar" && words.uri === undefined) {
    throw lacking("probe.noUri", language);
  }
  if (probe === "video-api") {
    const { kind, user, password } = words;
    if (kind === undefined || user === undefined || password === undefined)
      throw lacking("probe.noApi", language);
  }
  const everyMs = kinds[probe] === "video" ? 60_000 : 10_000;
  const parsed = checkSchema.safeParse({
    id: `${probe}:device/by-hand`,
    target: { kind: kinds[probe], id: "by-hand" },
    intervalMs: everyMs,
    retryIntervalMs: everyMs,
    timeoutMs: spanMs(words.timeout, language),
    probe,
    settings: settingsOf(probe, target, { words, language }),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const about = aboutOf(issue?.path ?? [], target, words);
  throw usage("probe.target", { target: about, why: issue?.message ?? "" }, language);
}

/** What was written for the setting at fault; a key is not repeated. */
function aboutOf(path: readonly PropertyKey[], target: string, words: ProbeWords): string {
  const last = path.at(-1);
  if (last === "timeoutMs") return words.timeout;
  if (last === "uri") return words.uri ?? "";
  if (last === "gatekeeper") return words.gatekeeper ?? "";
  if (last === "name") return words.name ?? "";
  if (last === "fingerprint") return words.fingerprint ?? "";
  if (last === "user") return words.user ?? "";
  if (last === "ups") return words.ups;
  if (last === "serverName") return words["server-name"] ?? "";
  if (last === "password") return "HAIDANG_VIDEO_PASSWORD";
  return last === "key" ? "--key" : target;
}

const kinds: Record<AgentProbe, ObjectKind> = {
  icmp: "device",
  snmp: "device",
  host: "device",
  http: "service",
  dns: "service",
  tcp: "service",
  tls: "service",
  stamp: "link",
  sip: "video",
  h323: "video",
  path: "link",
  "video-api": "video",
  nut: "device",
  "icmp-far": "link",
  port: "link",
  "port-near": "link",
};

/** What is undefined is left to the defaults of the contract. */
function settingsOf(
  probe: AgentProbe,
  address: string,
  { words, language }: { words: ProbeWords; language: Language },
): Record<string, unknown> {
  const { port, name, type, expect, key, transport, via, uri, gatekeeper } = words;
  switch (probe) {
    case "host":
      return {};
    case "icmp":
    case "icmp-far":
      return { address };
    case "port":
    case "port-near":
      return { address, port: port ?? 161, ifName: name, ...snmpAccess(words, language) };
    case "snmp":
      return { address, port: port ?? 161, ...snmpAccess(words, language) };
    case "http":
      return { url: address, expectBody: words["expect-body"] };
    case "dns":
      return { address, port, name, type, expect };
    case "tcp":
      return { address, port };
    case "tls":
      return { address, port, serverName: words["server-name"] };
    case "stamp":
      return { address, port, key };
    case "sip":
      return { address, port: port ?? (transport === "tls" ? 5061 : 5060), transport, via, uri };
    case "h323":
      return { address, gatekeeper };
    case "path":
      return { address, maxHops: mostHops };
    case "video-api": {
      const { kind, user, password, fingerprint } = words;
      return { address, kind, port, user, password, fingerprint };
    }
    case "nut":
      return { address, ups: words.ups, port };
  }
}

function unknownProbe(name: string, language: Language): HaidangError {
  const near = nearest(name, agentProbes, 1);
  return new HaidangError("usage", say(language, "probe.unknown", { name }), {
    hint: say(language, "usage.oneOf", { list: (near.length > 0 ? near : agentProbes).join(", ") }),
  });
}

type Lack = "probe.noName" | "probe.noPort" | "probe.noUri" | "probe.noApi";

function lacking(key: Lack, language: Language): HaidangError {
  return new HaidangError("usage", say(language, key), { hint: say(language, `${key}Hint`) });
}

function usage(
  key: "probe.noTarget" | "probe.hostTarget" | "probe.target",
  values: Readonly<Record<string, string>>,
  language: Language,
): HaidangError {
  return new HaidangError("usage", say(language, key, values), { hint: say(language, "probe.targetHint") });
}
