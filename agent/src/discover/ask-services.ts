import type { Check } from "@haidang/contract/check.ts";
import type { sipTransports } from "@haidang/contract/video-access.ts";
import manifest from "../../package.json" with { type: "json" };
import { exchange, type SeenCertificate } from "../probe/http/exchange.ts";
import { bindProbe, type Measurement } from "../probe/probe.ts";
import { resolveAddress } from "../probe/resolve.ts";
import { probes } from "../probe/table.ts";
import { titleOf } from "./page.ts";

export interface FoundSip {
  transport: (typeof sipTransports)[number];
  /** What it said, when that is not a plain 200. */
  detail?: string;
}

export interface FoundPage {
  url: string;
  statusCode: number;
  title?: string;
  certificate?: SeenCertificate;
}

export interface FoundServices {
  sip: readonly FoundSip[];
  h323?: { gatekeeperName?: string };
  pages: readonly FoundPage[];
  /** `isAnswering`: it knows the name it was asked for; a name server may be there for other names alone. */
  dns?: { isAnswering: boolean; rcode: string };
}

const waitMs = { sip: 2500, h323: 6000, page: 4000, dns: 2000 } as const;
const userAgent = `haidang/${manifest.version}`;

/** The name most name servers have an address for (RFC 6761 section 6.3). */
export const askedName = "localhost";

/** Everything that is asked of one host besides echo and SNMP, side by side. Never rejects for what a host does. */
export async function askServices(
  { ip, nowMs }: { ip: string; nowMs: number },
  signal: AbortSignal,
): Promise<FoundServices> {
  const run = (check: CheckPart) => runOnce(check, { nowMs, signal });
  const [sip, h323, pages, dns] = await Promise.all([
    Promise.all(
      (["udp", "tcp", "tls"] as const).map(async (transport) =>
        sipOf(transport, await run(sipCheck(ip, transport))),
      ),
    ),
    run({ probe: "h323", timeoutMs: waitMs.h323, settings: { address: ip } }),
    Promise.all([askPage(`http://${ip}/`, signal), askSecurePage(ip, signal)]),
    run({
      probe: "dns",
      timeoutMs: waitMs.dns,
      settings: { address: ip, port: 53, name: askedName, type: "A" },
    }),
  ]);
  const foundH323 = h323Of(h323);
  const foundDns = dnsOf(dns);
  return {
    sip: sip.flat(),
    ...(foundH323 === undefined ? {} : { h323: foundH323 }),
    pages: pages.flatMap((page) => (page === undefined ? [] : [page])),
    ...(foundDns === undefined ? {} : { dns: foundDns }),
  };
}

type CheckPart = {
  [P in "sip" | "h323" | "dns"]: Pick<Extract<Check, { probe: P }>, "probe" | "timeoutMs" | "settings">;
}["sip" | "h323" | "dns"];

function sipCheck(address: string, transport: FoundSip["transport"]): CheckPart {
  const port = transport === "tls" ? 5061 : 5060;
  return { probe: "sip", timeoutMs: waitMs.sip, settings: { address, port, transport, via: "direct" } };
}

/** One run of the agent's own probe. */
async function runOnce(
  part: CheckPart,
  { nowMs, signal }: { nowMs: number; signal: AbortSignal },
): Promise<Measurement> {
  const target = { kind: part.probe === "dns" ? "service" : "video", id: "discover" } as const;
  const check = { id: "discover", target, intervalMs: 60_000, retryIntervalMs: 60_000, ...part };
  const bound = bindProbe(probes, check);
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(part.timeoutMs)]);
  try {
    return await bound.run({ agent: "discover", slotMs: Math.floor(nowMs / 1000) * 1000, signal: deadline });
  } finally {
    await bound.close();
  }
}

/** An error of a server is an answer too: SIP is spoken there. */
function sipOf(transport: FoundSip["transport"], { result }: Measurement): FoundSip[] {
  if (result.outcome !== "ok" && result.reason !== "sip_error") return [];
  return [{ transport, ...(result.detail === undefined ? {} : { detail: result.detail }) }];
}

function h323Of({ result, points }: Measurement): FoundServices["h323"] {
  if (result.outcome !== "ok") return undefined;
  const name = points[0]?.fields["gatekeeperName"];
  return typeof name === "string" ? { gatekeeperName: name } : {};
}

function dnsOf({ result, points }: Measurement): FoundServices["dns"] {
  const rcode = points[0]?.fields["rcode"];
  return typeof rcode === "string" ? { isAnswering: result.outcome === "ok", rcode } : undefined;
}

async function askPage(url: string, signal: AbortSignal): Promise<FoundPage | undefined> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(waitMs.page)]);
  const answer = await exchange(url, { userAgent, signal: deadline, anyCertificate: true });
  const { statusCode, body, certificate } = answer;
  if (statusCode === undefined) return undefined;
  const title = titleOf(body);
  return {
    url,
    statusCode,
    ...(title === undefined ? {} : { title }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** A certificate for a name that leads here: then that is how the page is meant to be asked. */
async function askSecurePage(ip: string, signal: AbortSignal): Promise<FoundPage | undefined> {
  const page = await askPage(`https://${ip}/`, signal);
  const name = page?.certificate?.name ?? "";
  if (
    page?.certificate?.chain !== "ERR_TLS_CERT_ALTNAME_INVALID" ||
    !/^[a-z0-9][a-z0-9.-]{0,251}$/i.test(name)
  ) {
    return page;
  }
  const resolved = await resolveAddress(name, AbortSignal.any([signal, AbortSignal.timeout(waitMs.dns)]));
  if (!("ip" in resolved) || resolved.ip !== ip) return page;
  return (await askPage(`https://${name}/`, signal)) ?? page;
}
