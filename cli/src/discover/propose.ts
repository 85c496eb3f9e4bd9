import type { FoundHost, SubnetReport } from "@haidang/agent/discover/discover-subnet.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Entry, Naming } from "./entry.ts";
import { explain, explainLink } from "./explain.ts";
import type { Known } from "./known.ts";
import { isServer, type Machine, machinesOf } from "./machine.ts";
import { idGiver, safeName, slug } from "./naming.ts";
import { proposeServices } from "./propose-service.ts";

export interface Proposal {
  header: readonly string[];
  entries: readonly Entry[];
  machines: readonly Machine[];
}

export interface ProposalOptions {
  known: Known;
  /** Put before every id and name. */
  namePrefix?: string | undefined;
  /** Tell which addresses the centre knows. */
  all: boolean;
  language: Language;
}

/** What an inventory of this subnet could say: only what the centre does not watch yet, in the order of addresses. */
export function propose(report: SubnetReport, options: ProposalOptions): Proposal {
  const { known, namePrefix, language } = options;
  const machines = machinesOf(report.hosts);
  const fresh = machines.filter((machine) => knownAs(machine, known) === undefined);
  const giveId = idGiver(known.ids);
  const prefix = safeName(namePrefix ?? "");
  const place = prefix === "" ? say(language, "propose.place", { cidr: report.subnet.cidr }) : prefix;
  const unit = giveId(prefix === "" ? `net-${report.subnet.cidr.replace("/", "-")}` : prefix);
  const naming: Naming = {
    language,
    unit,
    site: unit,
    giveId,
    // a router that says itself where it stands is not told twice
    prefixed: (name) => safeName(slug(name).includes(slug(prefix)) ? name : `${prefix} ${name}`),
  };
  const entries = fresh.flatMap((machine) => entriesOf(machine, naming));
  const isAny = entries.length > 0;
  return {
    machines,
    header: headerOf(report, { machines, entries, options }),
    entries: isAny ? [...placeEntries(naming, place), ...entries] : [],
  };
}

/** What of the inventory is at one of a machine's addresses. */
export function knownAs({ host, also }: Machine, known: Known): string | undefined {
  return [host.address, ...also]
    .map((address) => known.byAddress.get(address))
    .find((key) => key !== undefined);
}

function placeEntries({ unit, site, language }: Naming, name: string): Entry[] {
  return [
    {
      list: "units",
      value: { id: unit, name, kind: "office" },
      comments: [say(language, "propose.unit")],
      isProposed: true,
    },
    {
      list: "sites",
      value: { id: site, name, unit },
      comments: [say(language, "propose.site")],
      isProposed: true,
    },
  ];
}

function headerOf(
  report: SubnetReport,
  {
    machines,
    entries,
    options,
  }: { machines: readonly Machine[]; entries: readonly Entry[]; options: ProposalOptions },
): string[] {
  const { language, known, all } = options;
  const { cidr } = report.subnet;
  const count = entries.filter(({ isProposed }) => isProposed).length;
  const knownOnes = machines.flatMap((machine) => {
    const key = knownAs(machine, known);
    return key === undefined ? [] : [`${machine.host.address} (${deviceText(key)})`];
  });
  return [
    say(language, "propose.title", { cidr, hosts: report.hosts.length, count }),
    say(language, "propose.use"),
    ...(report.hosts.some(({ snmp }) => snmp !== undefined) ? [say(language, "propose.secret")] : []),
    ...(report.isComplete ? [] : [say(language, "propose.stopped")]),
    ...(knownOnes.length === 0 ? [] : [say(language, "propose.knownCount", { count: knownOnes.length })]),
    ...(all ? knownOnes.map((one) => `  ${one}`) : []),
  ];
}

function entriesOf(machine: Machine, naming: Naming): Entry[] {
  const { host, roles, name } = machine;
  const comments = explain(machine, naming.language);
  const isDevice = roles.includes("device");
  const isVideo = roles.includes("video");
  const own: Entry[] = [];
  if (isDevice) own.push(...deviceEntries(machine, comments, naming));
  if (isVideo) {
    const id = naming.giveId(naming.prefixed(name));
    own.push({
      list: "videoPoints",
      value: videoPoint(host, id, machine, naming),
      comments,
      isProposed: true,
    });
  }
  if (!isDevice && !isVideo && !roles.includes("service")) {
    const id = naming.giveId(naming.prefixed(name));
    const value = device(host, id, machine, naming);
    own.push({ list: "devices", value, comments, isProposed: false });
  }
  const services = proposeServices(
    machine,
    { naming, comments: own.length === 0 ? comments : [] },
    isServer(host),
  );
  return [...own, ...services];
}

function deviceEntries(machine: Machine, comments: readonly string[], naming: Naming): Entry[] {
  const { host, name } = machine;
  const id = naming.giveId(naming.prefixed(name));
  const value = { ...device(host, id, machine, naming), snmp: snmpAccess(host) };
  return [{ list: "devices", value, comments, isProposed: true }, ...linkEntries(machine, id, naming)];
}

/** Keys in the order a person writes them; `ping: false` where no echo came back. */
function device({ address, rttMs }: FoundHost, id: string, { name }: Machine, naming: Naming) {
  const ping = rttMs === undefined ? { ping: false } : {};
  return { id, name: naming.prefixed(name), site: naming.site, address, ...ping };
}

function snmpAccess({ snmp }: FoundHost): Record<string, unknown> {
  if (snmp === undefined) return {};
  return { ...snmp.access, ...(snmp.port === 161 ? {} : { port: snmp.port }) };
}

function videoPoint(host: FoundHost, id: string, machine: Machine, naming: Naming): Record<string, unknown> {
  const [sip] = host.services?.sip ?? [];
  return {
    ...device(host, id, machine, naming),
    ...(sip === undefined ? {} : { sip: { transport: sip.transport } }),
    ...(host.services?.h323 === undefined ? {} : { h323: {} }),
  };
}

/** A port with an address of its own in a network of two looks like the end of a circuit, and may be none. */
function linkEntries({ host, name }: Machine, deviceId: string, naming: Naming): Entry[] {
  const { interfaces = [], neighbours = [] } = host.snmp ?? {};
  return interfaces.flatMap((port): Entry[] => {
    const end = port.addresses.find(({ prefixLength }) => prefixLength === 30 || prefixLength === 31);
    if (end === undefined || port.operStatus !== "up") return [];
    // ge-1/1/0.0 is a part of ge-1/1/0, where the cable is
    const neighbour = neighbours.find(
      ({ localPort }) => localPort === port.name || port.name.startsWith(`${localPort}.`),
    );
    const far = neighbour?.sysName ?? "";
    const title = port.alias === "" ? `${name} ${port.name}${far === "" ? "" : ` – ${far}`}` : port.alias;
    const value = {
      id: naming.giveId(`${deviceId}-${slug(port.name)}`),
      name: naming.prefixed(title),
      site: naming.site,
      address: end.address,
      interface: { device: deviceId, name: port.name },
    };
    const comments = explainLink({ port: port.name, end, neighbour }, naming.language);
    return [{ list: "links", value, comments, isProposed: false }];
  });
}
