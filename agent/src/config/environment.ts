import { isIP } from "node:net";
import { isAbsolute, resolve } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { pinSchema } from "@haidang/contract/pin.ts";
import { peerList } from "../probe/stamp/reflect.ts";
import type { ReflectorSettings } from "../probe/stamp/reflector.ts";
import type { TrapPlace } from "../snmp/trap/listener.ts";

export interface Environment {
  /** Origins of the control plane, the preferred one first; none when the identity on disk has to know them. */
  urls: string[];
  folder: string;
  enrolCode: string | undefined;
  /** Keys of the control plane to enrol at; without one a known authority has to vouch for it. */
  pins: string[];
  /** Undefined switches the page off. */
  metricsPort: number | undefined;
  /** Stop when the parent's end of stdin closes, so that no orphan remains. */
  followParent: boolean;
  /** Undefined answers no STAMP packets. */
  reflector: ReflectorSettings | undefined;
  /** Undefined receives no traps. */
  traps: TrapPlace | undefined;
  /** How long a new version has to reach the control plane before the former one goes on, ms. */
  trialMs: number;
}

const defaultMetricsPort = 8701;

/** Reads the process environment. Throws a HaidangError `usage` with one sentence on the first variable at fault. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Environment {
  const folder = variables["HAIDANG_AGENT_DATA"] || "data/agent";
  const code = variables["HAIDANG_ENROL_CODE"]?.trim() || undefined;
  if (code !== undefined && !/^[\x21-\x7e]{16,128}$/.test(code)) {
    throw fault(
      "HAIDANG_ENROL_CODE is not an enrolment code",
      "A code has 16 to 128 characters; make one with `npx haidang agent invite`",
    );
  }
  return {
    urls: readUrls(variables["HAIDANG_URL"]),
    folder: isAbsolute(folder) ? folder : resolve(cwd, folder),
    enrolCode: code,
    pins: readPins(variables["HAIDANG_PIN"]),
    metricsPort: readPort(variables["HAIDANG_AGENT_METRICS"]),
    followParent: variables["HAIDANG_PARENT"] === "1",
    reflector: readReflector(variables),
    traps: readPlace(variables, "HAIDANG_AGENT_TRAPS", "0.0.0.0:162 or [::]:162"),
    trialMs: readTrial(variables["HAIDANG_AGENT_TRIAL_S"]),
  };
}

function readUrls(text = ""): string[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map(readUrl);
}

/** The origin of a control plane as it is used. Throws a HaidangError `usage` with what is wrong with it. */
export function readUrl(text: string): string {
  const mend = "Write it like https://haidang.example.vn or http://127.0.0.1:8700";
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw fault(`HAIDANG_URL is not a web address: ${JSON.stringify(text)}`, mend);
  }
  if (url.username !== "" || url.search !== "" || url.hash !== "") {
    throw fault("HAIDANG_URL has more than a host, a port and a path", mend);
  }
  if (url.protocol === "http:" && !isOwnMachine(url.hostname)) {
    throw fault(
      "HAIDANG_URL is plain HTTP to another machine, where anybody between could read and change everything",
      "Use the https:// address that `haidang agent invite` prints",
    );
  }
  return url.href.replace(/\/+$/, "");
}

export function isOwnMachine(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

function readPins(text = ""): string[] {
  const pins = text.split(/[\s,]+/).filter((pin) => pin !== "");
  if (pins.every((pin) => pinSchema.safeParse(pin).success)) return pins;
  throw fault(
    "HAIDANG_PIN is not a fingerprint of the control plane's key",
    "Copy it whole from what `haidang agent invite` prints: sha256: and 43 characters",
  );
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return defaultMetricsPort;
  if (text === "off") return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw fault(
    `HAIDANG_AGENT_METRICS is not a port: ${JSON.stringify(text)}`,
    "Give a number from 0 (any free port) to 65535, or `off`",
  );
}

const usualTrialS = 600;

function readTrial(text: string | undefined): number {
  if (text === undefined || text === "") return usualTrialS * 1000;
  const seconds = Number(text);
  if (/^\d{1,5}$/.test(text) && seconds >= 1) return seconds * 1000;
  throw fault(
    `HAIDANG_AGENT_TRIAL_S is not a number of seconds: ${JSON.stringify(text)}`,
    `Give a whole number; ${usualTrialS} is usual`,
  );
}

const keyLengths = { min: 16, max: 128 };

/** A reflector answers nobody it was not told of: without peers it would serve whoever forges addresses. */
function readReflector(
  variables: Readonly<Record<string, string | undefined>>,
): ReflectorSettings | undefined {
  const place = readPlace(variables, "HAIDANG_AGENT_REFLECTOR", "0.0.0.0:862 or [::]:862");
  if (place === undefined) return undefined;
  const key = variables["HAIDANG_AGENT_REFLECTOR_KEY"]?.trim() || undefined;
  if (key !== undefined && (key.length < keyLengths.min || key.length > keyLengths.max)) {
    throw fault(
      "HAIDANG_AGENT_REFLECTOR_KEY is not a key",
      `A key has ${keyLengths.min} to ${keyLengths.max} characters, the same as the link's stamp.key in the inventory`,
    );
  }
  return { ...place, key, peers: readPeers(variables["HAIDANG_AGENT_REFLECTOR_PEERS"]) };
}

/** Where to listen: an IP address of this machine and a port. */
function readPlace(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
  example: string,
): { host: string; port: number } | undefined {
  const text = variables[name]?.trim() ?? "";
  if (text === "") return undefined;
  const [, bracketed, plain, portText] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? "";
  const port = Number(portText);
  if (isIP(host) === 0 || port > 65_535) {
    throw fault(
      `${name} is not an IP address and a port: ${JSON.stringify(text)}`,
      `Write it like ${example}`,
    );
  }
  return { host, port };
}

function readPeers(text = ""): string[] {
  const peers = text.split(/[\s,]+/).filter((peer) => peer !== "");
  const isNone = (peer: string): boolean => {
    try {
      peerList([peer]);
      return false;
    } catch {
      // Node says only which argument it dislikes
      return true;
    }
  };
  const wrong = peers.find(isNone);
  if (peers.length > 0 && wrong === undefined) return peers;
  throw fault(
    wrong === undefined
      ? "HAIDANG_AGENT_REFLECTOR_PEERS is not set, so the reflector would answer nobody"
      : `HAIDANG_AGENT_REFLECTOR_PEERS has something that is no address or network: ${JSON.stringify(wrong)}`,
    "List who may ask, separated by commas, like 10.20.0.0/16,192.168.1.5",
  );
}

function fault(message: string, hint: string): HaidangError {
  return new HaidangError("usage", `${message}.`, { hint: `${hint}.` });
}
