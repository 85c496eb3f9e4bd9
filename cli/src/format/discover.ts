import type { FoundHost } from "@haidang/agent/discover/discover-subnet.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Machine, Role } from "../discover/machine.ts";
import { type SayKey, say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { nothing } from "./figure.ts";

/** One machine as it is shown; nothing that opens a device is among it. */
export interface DiscoverRow {
  address: string;
  /** Further addresses of the same device. */
  also: readonly string[];
  /** What the inventory has at its address, e.g. `device/core-sw1`; null for what is new. */
  knownAs: string | null;
  roles: readonly Role[];
  name: string;
  foundBy: readonly string[];
  rttMs?: number;
  mac?: string;
  reverseName?: string;
  snmp?: {
    version: string;
    profile: string;
    identity: NonNullable<FoundHost["snmp"]>["identity"];
    interfaces: number;
    neighbours: NonNullable<FoundHost["snmp"]>["neighbours"];
  };
  services?: NonNullable<FoundHost["services"]>;
}

export function discoverRow(
  { host, also, roles, name, foundBy }: Machine,
  knownAs: string | undefined,
): DiscoverRow {
  const { address, rttMs, mac, reverseName, snmp, services } = host;
  return {
    address,
    also,
    knownAs: knownAs ?? null,
    roles,
    name,
    foundBy,
    ...(rttMs === undefined ? {} : { rttMs }),
    ...(mac === undefined ? {} : { mac }),
    ...(reverseName === undefined ? {} : { reverseName }),
    ...(snmp === undefined
      ? {}
      : {
          snmp: {
            version: snmp.access.version,
            profile: snmp.profile,
            identity: snmp.identity,
            interfaces: snmp.interfaces.length,
            neighbours: snmp.neighbours,
          },
        }),
    ...(services === undefined ? {} : { services }),
  };
}

const orNothing = (text: string | undefined, maxLength: number) =>
  deviceText(text ?? "", maxLength) || nothing;

export const discoverColumns: readonly Column<DiscoverRow>[] = [
  {
    key: "address",
    title: "column.address",
    raw: (row) => row.address,
    text: (row) => (row.also.length === 0 ? row.address : `${row.address} +${row.also.length}`),
    order: (row) => row.address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0),
  },
  {
    key: "what",
    title: "column.what",
    raw: (row) => row.roles.join(" "),
    text: (row, look) => rolesText(row.roles, look),
  },
  { key: "vendor", title: "column.vendor", raw: (row) => orNothing(row.snmp?.identity.vendor, 40) },
  {
    key: "model",
    title: "column.model",
    raw: (row) => orNothing(row.snmp?.identity.model, 60),
    shrinks: true,
  },
  {
    key: "name",
    title: "column.name",
    raw: (row) => (row.name === row.address ? nothing : deviceText(row.name, 100)),
    shrinks: true,
  },
  { key: "foundBy", title: "column.foundBy", raw: (row) => row.foundBy.join(", "), shrinks: true },
  {
    key: "known",
    title: "column.known",
    raw: (row) => row.knownAs ?? "",
    text: (row, look) => row.knownAs ?? say(look.language, "discover.new"),
    tone: (row) => (row.knownAs === null ? undefined : "dim"),
  },
  { key: "mac", title: "column.mac", raw: (row) => row.mac ?? nothing, wide: true },
  { key: "reverse", title: "column.reverse", raw: (row) => orNothing(row.reverseName, 100), wide: true },
  {
    key: "sysDescr",
    title: "column.sysDescr",
    raw: (row) => orNothing(row.snmp?.identity.sysDescr, 120),
    wide: true,
    shrinks: true,
  },
];

const roleWords: Readonly<Record<Role, SayKey>> = {
  device: "kind.device",
  video: "kind.video",
  service: "kind.service",
  echoOnly: "discover.echoOnly",
  silent: "discover.silent",
  unasked: "discover.unasked",
};

function rolesText(roles: readonly Role[], look: Look): string {
  return roles.map((role) => say(look.language, roleWords[role])).join(", ");
}
