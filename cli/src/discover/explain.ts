import type { FoundInterface, FoundSnmp } from "@haidang/agent/discover/ask-snmp.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Machine } from "./machine.ts";

type Neighbour = FoundSnmp["neighbours"][number];

/** So many cables of one device are told. */
const mostNeighbours = 12;

/** Why a machine is thought to be what it is, a line a guess. */
export function explain(machine: Machine, language: Language): string[] {
  const { host, also, roles, foundBy } = machine;
  const tell: Tell = (key, values = {}) => say(language, key, values);
  const { address } = host;
  const list = foundBy.join(", ");
  const lines = [list === "" ? address : tell("propose.by", { address, list })];
  if (also.length > 0) lines.push(tell("propose.also", { list: also.join(", ") }));
  if (host.reverseName !== undefined) lines.push(tell("propose.reverse", { name: host.reverseName }));
  if (host.snmp !== undefined) lines.push(...explainSnmp(host.snmp, tell));
  if (host.snmpRefused !== undefined) lines.push(tell("propose.refused", { detail: host.snmpRefused }));
  lines.push(...explainServices(machine, tell));
  if (roles.includes("echoOnly") && host.snmpRefused === undefined) lines.push(tell("propose.echoOnly"));
  if (roles.includes("silent")) lines.push(tell("propose.silent", { mac: host.mac ?? "" }));
  if (roles.includes("unasked")) lines.push(tell("propose.unasked"));
  if (host.rttMs === undefined && !roles.includes("silent")) lines.push(tell("propose.noEcho"));
  return lines.map((line) => deviceText(line, 400));
}

type Tell = (key: Parameters<typeof say>[1], values?: Readonly<Record<string, string | number>>) => string;

function explainSnmp({ identity, profile, neighbours }: FoundSnmp, tell: Tell): string[] {
  const { sysName, sysDescr, vendor, model } = identity;
  const make = [vendor, model].filter((text) => text !== undefined && text !== "").join(" ");
  const cables = neighbours.slice(0, mostNeighbours).map((neighbour) => {
    return tell("propose.lldp", { port: neighbour.localPort, neighbour: neighbourWords(neighbour) });
  });
  return [
    ...(sysName === "" ? [] : [tell("propose.sysName", { sysName })]),
    ...(sysDescr === "" ? [] : [tell("propose.sysDescr", { sysDescr: deviceText(sysDescr, 160) })]),
    ...(make === "" ? [] : [tell("propose.make", { make, profile })]),
    ...cables,
    ...(neighbours.length > mostNeighbours
      ? [tell("propose.lldpMore", { count: neighbours.length - mostNeighbours })]
      : []),
  ];
}

function neighbourWords({ sysName, port, address }: Neighbour): string {
  return [sysName, port, address === undefined ? undefined : `(${address})`]
    .filter((text) => text !== undefined)
    .join(" ");
}

function explainServices({ host }: Machine, tell: Tell): string[] {
  const { sip = [], h323, pages = [] } = host.services ?? {};
  const said = sip.map(({ transport, detail }) => `${transport} ${detail ?? "200"}`).join(", ");
  const name = h323?.gatekeeperName;
  return [
    ...(sip.length === 0 ? [] : [tell("propose.sip", { list: said })]),
    ...(h323 === undefined
      ? []
      : [name === undefined ? tell("propose.h323") : tell("propose.gatekeeper", { name })]),
    ...pages.map(({ url, statusCode, title }) =>
      title === undefined
        ? tell("propose.page", { url, statusCode })
        : tell("propose.pageTitled", { url, statusCode, title }),
    ),
  ];
}

/** Why a port is thought to end a circuit, and what only a person can know. */
export function explainLink(
  found: { port: string; end: FoundInterface["addresses"][number]; neighbour: Neighbour | undefined },
  language: Language,
): string[] {
  const { port, end, neighbour } = found;
  const values = { port, address: end.address, prefixLength: end.prefixLength ?? 0 };
  const lines = [
    say(language, "propose.link", values),
    ...(neighbour === undefined
      ? []
      : [say(language, "propose.lldp", { port, neighbour: neighbourWords(neighbour) })]),
    say(language, "propose.linkFill"),
  ];
  return lines.map((line) => deviceText(line, 400));
}
