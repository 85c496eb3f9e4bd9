import { personalChannels } from "@haidang/contract/channel.ts";
import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { makeFault } from "./fault.ts";
import type { Entry } from "./issue.ts";
import { nearest, type SlugIndex, slug, slugIndex } from "./nearest.ts";
import type { Located } from "./read.ts";
import { type Entries, type EntryKind, entryLists } from "./reference.ts";

/** The key of a contact under which a channel of a kind finds its address. */
const addressKeys: Readonly<Record<(typeof personalChannels)[number], string>> = {
  email: "email",
  sms: "phone",
  zalo: "phone",
  gsm: "phone",
  telegram: "telegram",
};

/** Text written somewhere within an entry, with the way to it. */
interface Named {
  text: string;
  located: Located;
  path: string;
}

/** What contacts, rosters, channels, routes, contracts and reports say of each other and of the rest of the inventory. */
export function notifyFaults(entries: Entries): InventoryFault[] {
  const find = finder(entries);
  return [
    ...entries.roster.flatMap((entry) => rosterFaults(entry, find)),
    ...entries.route.flatMap((entry) => [
      ...whenFaults(entry, find),
      ...targetsOf(entry).flatMap((target) => targetFaults(target, entries, find)),
      ...escalationFaults(entry),
    ]),
    ...entries.contract.flatMap((entry) =>
      textsIn(entry.located, "links", entry.path).flatMap((named) => find("link", named).faults),
    ),
    ...entries.report.flatMap((entry) =>
      targetsOf(entry).flatMap((target) => [
        ...targetFaults(target, entries, find),
        ...mailFaults(target, find),
      ]),
    ),
  ];
}

type Find = (kind: EntryKind, named: Named | undefined) => { entry?: Entry; faults: InventoryFault[] };

/** An entry by its id, or a fault that offers the nearest one. */
function finder(entries: Entries): Find {
  const indexes = new Map<EntryKind, { byId: Map<string, Entry>; ids: SlugIndex; names: SlugIndex }>();
  const indexOf = (kind: EntryKind) => {
    const known = indexes.get(kind);
    if (known !== undefined) return known;
    const byId = new Map<string, Entry>();
    for (const entry of entries[kind]) {
      const id = entry.located.parts.get("id")?.value;
      if (typeof id === "string" && !byId.has(id)) byId.set(id, entry);
    }
    const names = new Map(
      [...byId].map(([id, entry]): [string, string] => {
        const name = entry.located.parts.get("name")?.value;
        return [slug(typeof name === "string" ? name : id), id];
      }),
    );
    const made = { byId, ids: slugIndex(byId.keys()), names };
    indexes.set(kind, made);
    return made;
  };
  return (kind, named) => {
    if (named === undefined || named.text === "") return { faults: [] };
    const { byId, ids, names } = indexOf(kind);
    const entry = byId.get(named.text);
    if (entry !== undefined) return { entry, faults: [] };
    const near = nearest(named.text, ids) ?? nearest(named.text, names);
    const values = {
      ...{ kind, id: named.text, list: entryLists[kind] },
      ...(near === undefined ? {} : { nearest: near }),
    };
    return { faults: [makeFault("unknown_reference", named.located.place, named.path, values)] };
  };
}

function rosterFaults(entry: Entry, find: Find): InventoryFault[] {
  return ["shifts", "overrides"].flatMap((list) =>
    items(entry.located, list).flatMap(({ located, index }) =>
      textsIn(located, "contacts", `${entry.path}.${list}[${index}]`).flatMap(
        (named) => find("contact", named).faults,
      ),
    ),
  );
}

function whenFaults(entry: Entry, find: Find): InventoryFault[] {
  const when = entry.located.parts.get("when");
  if (when === undefined) return [];
  const path = `${entry.path}.when`;
  return [
    ...textsIn(when, "areas", path).flatMap((named) => find("unit", named).faults),
    ...["calendar", "outside"].flatMap((key) => find("calendar", textIn(when, key, path)).faults),
  ];
}

/** Those of the route itself, then those of its escalation. */
function targetsOf(entry: Entry): { located: Located; path: string }[] {
  const direct = items(entry.located, "to").map(({ located, index }) => ({
    located,
    path: `${entry.path}.to[${index}]`,
  }));
  const later = items(entry.located, "escalate").flatMap((step) =>
    items(step.located, "to").map(({ located, index }) => ({
      located,
      path: `${entry.path}.escalate[${step.index}].to[${index}]`,
    })),
  );
  return [...direct, ...later];
}

function targetFaults(
  { located, path }: { located: Located; path: string },
  { contact }: Entries,
  find: Find,
): InventoryFault[] {
  const channelName = textIn(located, "channel", path);
  const channel = find("channel", channelName);
  const contacts = textsIn(located, "contacts", path).map((named) => ({
    named,
    found: find("contact", named),
  }));
  const roster = textIn(located, "roster", path);
  const rosterFound = find("roster", roster);
  const faults = [...channel.faults, ...contacts.flatMap(({ found }) => found.faults), ...rosterFound.faults];
  const written = channel.entry?.located.parts.get("kind")?.value;
  const kind = personalChannels.find((one) => one === written);
  if (kind === undefined || channelName === undefined) return faults;
  const values = { channel: channelName.text, kind };
  if (contacts.length === 0 && roster === undefined) {
    return [...faults, makeFault("needs_contact", channelName.located.place, path, values)];
  }
  const address = addressKeys[kind];
  const without = (entry: Entry | undefined) =>
    entry !== undefined && !entry.located.parts.has(address) && contact.includes(entry);
  for (const { named, found } of contacts) {
    if (!without(found.entry)) continue;
    const more = { ...values, contact: named.text, address };
    faults.push(makeFault("no_address", named.located.place, named.path, more));
  }
  if (roster === undefined || rosterFound.entry === undefined) return faults;
  const onShift = rosterContacts(rosterFound.entry).filter((named) => without(find("contact", named).entry));
  for (const id of new Set(onShift.map(({ text }) => text))) {
    const more = { ...values, contact: id, address };
    faults.push(makeFault("no_address", roster.located.place, roster.path, more));
  }
  return faults;
}

/** A report is a file, which only mail carries. */
function mailFaults({ located, path }: { located: Located; path: string }, find: Find): InventoryFault[] {
  const named = textIn(located, "channel", path);
  const kind = find("channel", named).entry?.located.parts.get("kind")?.value;
  if (named === undefined || typeof kind !== "string" || kind === "email") return [];
  return [makeFault("needs_mail", named.located.place, named.path, { channel: named.text, kind })];
}

function rosterContacts(roster: Entry): Named[] {
  return items(roster.located, "shifts").flatMap(({ located }) => textsIn(located, "contacts", roster.path));
}

/** Steps that are told before the one above them. */
function escalationFaults(entry: Entry): InventoryFault[] {
  const faults: InventoryFault[] = [];
  let beforeS = 0;
  for (const { located, index } of items(entry.located, "escalate")) {
    const after = located.parts.get("afterS");
    if (typeof after?.value !== "number") continue;
    if (after.value <= beforeS) {
      const path = `${entry.path}.escalate[${index}].afterS`;
      faults.push(makeFault("escalate_order", after.place, path, { afterS: after.value, beforeS }));
    }
    beforeS = Math.max(beforeS, after.value);
  }
  return faults;
}

function items(located: Located, key: string): { located: Located; index: number }[] {
  const list = located.parts.get(key);
  if (!Array.isArray(list?.value)) return [];
  return [...list.parts].map(([index, part]) => ({ located: part, index: Number(index) }));
}

function textIn(located: Located, key: string, path: string): Named | undefined {
  const part = located.parts.get(key);
  return typeof part?.value === "string"
    ? { text: part.value, located: part, path: `${path}.${key}` }
    : undefined;
}

function textsIn(located: Located, key: string, path: string): Named[] {
  return items(located, key).flatMap((item) =>
    typeof item.located.value === "string"
      ? [{ text: item.located.value, located: item.located, path: `${path}.${key}[${item.index}]` }]
      : [],
  );
}
