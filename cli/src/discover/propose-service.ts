import { askedName, type FoundPage } from "@haidang/agent/discover/ask-services.ts";
import { say } from "../words/words.ts";
import type { Entry, Naming } from "./entry.ts";
import type { Machine } from "./machine.ts";

interface Making {
  naming: Naming;
  /** Why the host is thought to be what it is, for the first entry made of it. */
  comments: readonly string[];
}

/** Services of a machine: its best page when pages are what it is for, and its name server. */
export function proposeServices({ host, name }: Machine, making: Making, isServer: boolean): Entry[] {
  const { naming } = making;
  const { pages = [], dns } = host.services ?? {};
  const made: Pick<Entry, "value" | "comments" | "isProposed">[] = [];
  const add = (kind: string, probe: Record<string, unknown>, more: { why?: string; isProposed: boolean }) => {
    const id = naming.giveId(naming.prefixed(made.length === 0 && isServer ? name : `${name} ${kind}`));
    made.push({
      value: { id, name: naming.prefixed(`${name} (${kind})`), unit: naming.unit, ...probe },
      comments: [
        ...(made.length === 0 ? making.comments : []),
        ...(more.why === undefined ? [] : [more.why]),
      ],
      isProposed: more.isProposed,
    });
  };
  const page = isServer ? bestPage(pages) : undefined;
  if (page !== undefined) {
    const { kind, probe, isProposed, why } = pageService(host.address, page, naming);
    add(kind, probe, { isProposed, ...(why === undefined ? {} : { why }) });
  }
  if (dns !== undefined) {
    const key = dns.isAnswering ? "propose.dns" : "propose.dnsOther";
    const why = say(naming.language, key, { name: askedName, rcode: dns.rcode });
    add("DNS", { dns: { address: host.address, name: askedName } }, { why, isProposed: dns.isAnswering });
  }
  return made.map((entry): Entry => ({ list: "services", ...entry }));
}

const isTrusted = ({ certificate }: FoundPage): boolean => certificate?.chain === "ok";
const isSecure = ({ url }: FoundPage): boolean => url.startsWith("https:");

/** The secure page when it is to be trusted, else the plain one. */
function bestPage(pages: readonly FoundPage[]): FoundPage | undefined {
  return (
    pages.find((page) => isSecure(page) && isTrusted(page)) ??
    pages.find((page) => !isSecure(page)) ??
    pages[0]
  );
}

interface PageService {
  kind: string;
  probe: Record<string, unknown>;
  isProposed: boolean;
  why?: string;
}

/** A page whose certificate is not trusted would be down for good: of it only the port is watched. */
function pageService(address: string, page: FoundPage, { language }: Naming): PageService {
  const { url, statusCode, certificate } = page;
  if (isSecure(page) && !isTrusted(page)) {
    const values = { name: certificate?.name ?? "", fault: certificate?.chain ?? "" };
    const why = say(language, "propose.certificate", values);
    return { kind: "TCP 443", probe: { tcp: { address, port: 443 } }, isProposed: true, why };
  }
  const kind = isSecure(page) ? "HTTPS" : "HTTP";
  if (statusCode >= 200 && statusCode < 400) return { kind, probe: { http: { url } }, isProposed: true };
  if (statusCode >= 500) {
    const why = say(language, "propose.broken", { statusCode });
    return { kind, probe: { http: { url } }, isProposed: false, why };
  }
  const why = say(language, "propose.status", { statusCode });
  return { kind, probe: { http: { url, expectStatus: [statusCode] } }, isProposed: true, why };
}
