import { HaidangError } from "@haidang/contract/error.ts";
import type { Played, PlayedLine } from "./played.ts";

/** As people type names: without diacritics and case, words joined by dashes. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

const kindsOfArea = /^(?:huyen|thanh-pho|thi-xa|dac-khu)-/;

/** A district by its name with or without its kind, or by its id. */
export function findArea({ areas }: Played, text: string): string {
  const wanted = folded(text).replace(kindsOfArea, "");
  for (const [id, name] of areas) {
    if (id === wanted || folded(name).replace(kindsOfArea, "") === wanted) return id;
  }
  throw unknown("district", text, "npm run sim -- list names them");
}

/** A site by its id or name; of a district its People's Committee. */
export function findSite(played: Played, text: string): string {
  const wanted = folded(text);
  if (played.sites.has(wanted)) return wanted;
  const seat = `ubnd-${wanted.replace(kindsOfArea, "")}`;
  if (played.sites.has(seat)) return seat;
  for (const { id, name } of played.sites.values()) if (folded(name) === wanted) return id;
  throw unknown(
    "site or district",
    text,
    "npm run sim -- list names districts; npx haidang site list the sites",
  );
}

/** A link by its id, else the links of the site that is named. */
export function findLines(played: Played, text: string): PlayedLine[] {
  const wanted = folded(text);
  const line = played.lines.find(({ id }) => id === wanted);
  if (line !== undefined) return [line];
  const site = findSite(played, text);
  return played.lines.filter((one) => one.site === site);
}

/** A UPS by its id, else that of the site or district that is named. */
export function findUps(played: Played, text: string): string {
  const wanted = folded(text);
  const isUps = (id: string) => played.hosts.some((host) => host.id === id && host.role === "ups");
  if (isUps(wanted)) return wanted;
  const ups = `ups-${findSite(played, text)}`;
  if (isUps(ups)) return ups;
  throw unknown("UPS", text, "npx haidang device list --filter name=ups names them");
}

export function findRack({ racks }: Played, text: string): string {
  const wanted = folded(text);
  if (racks.has(wanted)) return wanted;
  throw unknown("rack", text, "racks are a01 to a20 and b01 to b20");
}

function unknown(what: string, text: string, hint: string): HaidangError {
  return new HaidangError("not_found", `there is no ${what} ${JSON.stringify(text)}`, { hint });
}
