import { deviceText, searchKey } from "@haidang/contract/text.ts";

const longestId = 63;
const longestName = 100;

/** `Cái Chiên – SW 1` becomes `cai-chien-sw-1`; empty when nothing of it can stand in an id. */
export function slug(text: string): string {
  return searchKey(text)
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^[._-]+/, "")
    .slice(0, longestId)
    .replace(/[._-]+$/, "");
}

/** A name as an inventory takes it, whatever a device called itself. */
export function safeName(text: string): string {
  return deviceText(deviceText(text, 1000).replace(/\s+/g, " "), longestName);
}

/** Gives ids that nobody has yet: the second of a name gets `-2`. */
export function idGiver(taken: Iterable<string>): (wanted: string) => string {
  const given = new Set(taken);
  return (wanted) => {
    const base = slug(wanted) || "host";
    let id = base;
    for (let count = 2; given.has(id); count += 1) {
      const suffix = `-${count}`;
      id = `${base.slice(0, longestId - suffix.length).replace(/[._-]+$/, "")}${suffix}`;
    }
    given.add(id);
    return id;
  };
}
