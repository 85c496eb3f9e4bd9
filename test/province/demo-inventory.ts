import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { InventoryFiles } from "@haidang/contract/inventory-api.ts";
import { centre } from "./condition.ts";
import { type Played, readPlayed } from "./played.ts";
import { borderOf, isOfCommittee, nearName, wanName } from "./variables.ts";

type Files = InventoryFiles["files"];

/** The YAML files of a folder in the order of their names. */
export function readFolder(folder: string): Files {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return names.toSorted().map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
}

/**
 * A reference inventory with what its far ends here can tell besides: the port of each line, at its site and for the
 * committees and communes at the centre too, a STAMP reflector at the end of the committees' lines, and a UPS in each committee's office.
 */
export function withFarEnds(files: Files): Files {
  const played = readPlayed(files);
  const more = new Map(played.lines.map((line) => [line.id, moreOf(line.id, played)]));
  const told = files.map(({ path, text }) => ({
    path,
    text: text.replace(
      /^( {2}- \{ id: ([a-z0-9-]+), .*address: .*cir: .*) \}$/gm,
      (line, start: string, id: string) => (more.has(id) ? `${start}${more.get(id)} }` : line),
    ),
  }));
  const seats = seatsOf(played).map(
    ({ id, address }) =>
      `  - { id: ups-${id}, name: Bộ lưu điện ${played.sites.get(id)?.name ?? id}, site: ${id}, address: ${address}, snmp: { intervalS: 15 } }`,
  );
  const batteries = seats.length === 0 ? "" : `devices:\n${seats.join("\n")}\n`;
  return [...told, { path: "demo.yaml", text: batteries }].filter(({ text }) => text !== "");
}

function moreOf(id: string, played: Played): string {
  const { lines, hosts } = played;
  const line = lines.find((one) => one.id === id);
  if (line === undefined) return "";
  const router = hosts.find(({ role, site }) => role === "router" && site === line.site);
  const parts: string[] = [];
  if (router !== undefined) parts.push(`interface: { device: ${router.id}, name: ${wanName(line, lines)} }`);
  if (isOfCommittee(line)) parts.push("stamp: {}");
  const border = borderOf(line, played);
  if (border !== undefined) parts.push(`nearInterface: { device: ${border.id}, name: ${nearName(line)} }`);
  return parts.map((part) => `, ${part}`).join("");
}

/** Offices of the committees, and a free address in the network of each. */
function seatsOf({ sites, hosts }: Played): { id: string; address: string }[] {
  return [...sites.keys()].flatMap((id) => {
    const router = hosts.find(({ role, site }) => role === "router" && site === id);
    if (!id.startsWith("ubnd-") || id === centre || router === undefined) return [];
    return [{ id, address: router.address.replace(/\.1$/, ".30") }];
  });
}

/** Only what lies in some districts, with the units and what is shared: for a small play. */
export function onlyAreas(files: Files, areas: readonly string[]): Files {
  return files.filter(({ path }) => {
    const area = /^khu-vuc-(.+)\.yaml$/.exec(path)?.[1];
    if (area !== undefined) return areas.includes(area);
    return !/^(?:trung-tam-du-lieu|quan-trac|dich-vu)/.test(path);
  });
}
