import { contractSchema, scheduleSchema } from "@haidang/contract/agreement.ts";
import { calendarSchema } from "@haidang/contract/calendar.ts";
import { channelSchema } from "@haidang/contract/channel.ts";
import { heartbeatRhythms, heartbeatSchema } from "@haidang/contract/heartbeat.ts";
import type { InventoryFault, InventoryFiles } from "@haidang/contract/inventory-api.ts";
import { contactSchema, rosterSchema, routeSchema } from "@haidang/contract/notify.ts";
import {
  deviceSchema,
  type Inventory,
  linkSchema,
  rackSchema,
  serviceProbes,
  serviceSchema,
  siteSchema,
  unitSchema,
  videoPointSchema,
} from "@haidang/contract/object.ts";
import { thresholdProfileSchema } from "@haidang/contract/threshold.ts";
import { successionSchema } from "@haidang/contract/tree.ts";
import type { z } from "zod";
import { makeFault, orderFaults } from "./fault.ts";
import { type Entry, issueFaults, unknownKey } from "./issue.ts";
import { notifyFaults } from "./notify-faults.ts";
import { type Located, readFile } from "./read.ts";
import {
  calendarFaults,
  cycleFaults,
  duplicateFaults,
  type Entries,
  type EntryKind,
  entryKinds,
  entryLists,
  rackFaults,
  referenceFaults,
  thresholdFaults,
} from "./reference.ts";
import { secretFaults } from "./secret.ts";
import { createSharing, emptyShared, gatherDefaults, type Shared } from "./template.ts";
import { treeFaults } from "./tree/faults.ts";

type Files = InventoryFiles["files"];
export type MutableEntries = Record<EntryKind, Entry[]>;
type Parsed = { inventory: Inventory } | { faults: InventoryFault[] };
type KnowsSecret = (name: string) => boolean;

/** What an entry of each list has to be. */
export const entrySchemas = {
  unit: unitSchema,
  site: siteSchema,
  link: linkSchema,
  device: deviceSchema,
  service: serviceSchema,
  video: videoPointSchema,
  rack: rackSchema,
  heartbeat: heartbeatSchema,
  calendar: calendarSchema,
  contact: contactSchema,
  roster: rosterSchema,
  channel: channelSchema,
  route: routeSchema,
  succession: successionSchema,
  threshold: thresholdProfileSchema,
  contract: contractSchema,
  report: scheduleSchema,
} as const satisfies Record<EntryKind, z.ZodType>;

const listNames = entryKinds.map((kind) => entryLists[kind]);
/** What a file may begin with: the lists, and what their entries share. */
const rootKeys = [...listNames, "templates", "defaults"];
const entryKeys = new Set(
  [
    unitSchema,
    siteSchema,
    linkSchema,
    deviceSchema,
    serviceSchema,
    videoPointSchema,
    rackSchema,
    heartbeatSchema,
    calendarSchema,
    contactSchema,
    rosterSchema,
    ...channelSchema.options,
    routeSchema,
    successionSchema,
    contractSchema,
    scheduleSchema,
  ].flatMap(({ shape }) => Object.keys(shape)),
);

/**
 * Reads the files of one inventory together, each list possibly spread over several of them. Either the inventory or
 * every fault of every file at once (a secret the vault does not know is one), at most `maxFaults` and a count of the rest. Never throws, whatever the text.
 */
export function parseInventory(files: Files, knowsSecret: KnowsSecret = () => true): Parsed {
  const entries = emptyEntries();
  const shared = emptyShared();
  const structure: InventoryFault[] = [];
  for (const file of files) {
    const read = readFile(file);
    const gathered = read.root === undefined ? [] : gather(read.root, entries, shared);
    for (const fault of [...read.faults, ...gathered]) structure.push(fault);
  }
  const sharing = createSharing(shared, [...entryKeys]);
  for (const kind of entryKinds) {
    entries[kind] = entries[kind].map((entry) => sharing.whole(entry, entryLists[kind]));
  }
  const before = { faults: [...structure, ...sharing.faults], isWhole: structure.every(leavesAllRead) };
  const { inventory, faults } = judge(entries, before, knowsSecret);
  if (faults.length === 0) return { inventory };
  return {
    faults: orderFaults(
      faults,
      files.map((file) => file.path),
    ),
  };
}

/** Judges entries that stand in no YAML file by the same rules; `told` are faults of theirs already known. */
export function parseEntries(
  entries: Entries,
  knowsSecret: KnowsSecret,
  told: readonly InventoryFault[] = [],
): Parsed {
  const { inventory, faults } = judge(entries, { faults: told, isWhole: true }, knowsSecret);
  return faults.length === 0 ? { inventory } : { faults: orderFaults(faults, []) };
}

export function emptyEntries(): MutableEntries {
  return {
    unit: [],
    site: [],
    link: [],
    device: [],
    service: [],
    video: [],
    rack: [],
    heartbeat: [],
    calendar: [],
    contact: [],
    roster: [],
    channel: [],
    route: [],
    succession: [],
    threshold: [],
    contract: [],
    report: [],
  };
}

function judge(
  entries: Entries,
  before: { faults: readonly InventoryFault[]; isWhole: boolean },
  knowsSecret: KnowsSecret,
): { inventory: Inventory; faults: InventoryFault[] } {
  const { inventory, faults: wrong } = validate(entries);
  // what an unreadable part would have defined cannot be called missing
  const references = before.isWhole ? [...referenceFaults(entries), ...notifyFaults(entries)] : [];
  const faults = withoutRepeats([
    before.faults,
    // a name where the id belongs: telling the id helps more than telling what an id looks like
    references.filter((fault) => fault.values?.["nearest"] !== undefined),
    [...wrong, ...duplicateFaults(entries), ...calendarFaults(entries), ...thresholdFaults(entries)],
    [
      ...[...cycleFaults(entries), ...rackFaults(entries), ...treeFaults(entries)],
      ...[...secretFaults(entries, knowsSecret), ...references],
    ],
  ]);
  return { inventory, faults };
}

/** Faults beside which everything was read all the same. */
const readable: ReadonlySet<string> = new Set(["duplicate_key", "bad_key", "defaults_twice"]);

function leavesAllRead(fault: InventoryFault): boolean {
  return readable.has(fault.rule ?? "");
}

/** Sorts the entries of one file into the lists by kind. */
function gather(root: Located, entries: MutableEntries, shared: Shared): InventoryFault[] {
  if (root.value === null) return [];
  if (root.source !== "{…}" || Array.isArray(root.value)) {
    return [makeFault("root_not_mapping", root.place, "", { allowed: rootKeys.join(", ") })];
  }
  const faults: InventoryFault[] = [];
  for (const [key, list] of root.parts) {
    const kind = entryKinds.find((candidate) => entryLists[candidate] === key);
    const into = key === "templates" ? shared.templates : kind === undefined ? undefined : entries[kind];
    if (key === "defaults") {
      faults.push(...gatherDefaults(list, listNames, shared.defaults));
    } else if (into === undefined) {
      faults.push(unknownKey(String(key), rootKeys, { owner: root, path: "" }));
    } else if (Array.isArray(list.value)) {
      for (const [index, located] of list.parts) into.push({ located, path: `${key}[${index}]` });
    } else if (list.value !== null) {
      faults.push(makeFault("not_list", list.place, String(key), { key, found: list.source }));
    }
  }
  return faults;
}

function validate(entries: Entries): { inventory: Inventory; faults: InventoryFault[] } {
  const units = accept(entries.unit, unitSchema);
  const sites = accept(entries.site, siteSchema);
  const links = accept(entries.link, linkSchema);
  const devices = accept(entries.device, deviceSchema);
  const services = accept(entries.service, serviceSchema);
  const videoPoints = accept(entries.video, videoPointSchema);
  const racks = accept(entries.rack, rackSchema);
  const heartbeats = accept(entries.heartbeat, heartbeatSchema);
  const calendars = accept(entries.calendar, calendarSchema);
  const contacts = accept(entries.contact, contactSchema);
  const rosters = accept(entries.roster, rosterSchema);
  const channels = accept(entries.channel, channelSchema);
  const routes = accept(entries.route, routeSchema);
  const successions = accept(entries.succession, successionSchema);
  const thresholds = accept(entries.threshold, thresholdProfileSchema);
  const contracts = accept(entries.contract, contractSchema);
  const reports = accept(entries.report, scheduleSchema);
  return {
    inventory: {
      units: units.objects,
      sites: sites.objects,
      links: links.objects,
      devices: devices.objects,
      services: services.objects,
      videoPoints: videoPoints.objects,
      calendars: calendars.objects,
      racks: racks.objects,
      heartbeats: heartbeats.objects,
      contacts: contacts.objects,
      rosters: rosters.objects,
      channels: channels.objects,
      routes: routes.objects,
      successions: successions.objects,
      thresholds: thresholds.objects,
      contracts: contracts.objects,
      reports: reports.objects,
    },
    faults: [
      ...[units, sites, links, devices, services, videoPoints, racks, heartbeats].flatMap(
        (list) => list.faults,
      ),
      ...[contracts, reports].flatMap((list) => list.faults),
      ...[calendars, contacts, rosters, channels, routes, successions, thresholds].flatMap(
        (list) => list.faults,
      ),
      ...entries.service.flatMap(oneProbe),
      ...entries.video.flatMap(sipOrH323),
      ...entries.heartbeat.flatMap(oneRhythm),
    ],
  };
}

function accept<T>(
  entries: readonly Entry[],
  schema: z.ZodType<T>,
): { objects: T[]; faults: InventoryFault[] } {
  const objects: T[] = [];
  const faults: InventoryFault[] = [];
  for (const entry of entries) {
    const parsed = schema.safeParse(entry.located.value);
    if (parsed.success) objects.push(parsed.data);
    else for (const fault of issueFaults(entry, schema, parsed.error.issues)) faults.push(fault);
  }
  return { objects, faults };
}

/** Asked of what is written: the schema asks it only of services that are right in all else. */
function oneProbe(entry: Entry): InventoryFault[] {
  const { located, path } = entry;
  const written = serviceProbes.filter((probe) => located.parts.has(probe));
  if (located.source !== "{…}" || written.length === 1) return [];
  return [makeFault("one_probe", located.place, path)];
}

/** As above, of heartbeats. */
function oneRhythm({ located, path }: Entry): InventoryFault[] {
  const written = heartbeatRhythms.filter((rhythm) => located.parts.has(rhythm));
  if (located.source !== "{…}" || written.length === 1) return [];
  return [makeFault("one_rhythm", located.place, path)];
}

/** As above, of video points. */
function sipOrH323(entry: Entry): InventoryFault[] {
  const { located, path } = entry;
  if (located.source !== "{…}" || located.parts.has("sip") || located.parts.has("h323")) return [];
  return [makeFault("sip_or_h323", located.place, path)];
}

/**
 * An anchor used ten times over is wrong once; and what an earlier stage found at a place explains what a later one
 * finds there, e.g. a reference that is no id at all.
 */
function withoutRepeats(stages: ReadonlyArray<readonly InventoryFault[]>): InventoryFault[] {
  const explained = new Set<string>();
  const told = new Map<string, InventoryFault>();
  for (const stage of stages) {
    const fresh = stage.filter((fault) => !explained.has(placeKey(fault)));
    for (const fault of fresh) {
      explained.add(placeKey(fault));
      told.set(`${placeKey(fault)}:${fault.rule}:${fault.message}`, fault);
    }
  }
  return [...told.values()];
}

function placeKey(fault: InventoryFault): string {
  // without a line the path is what tells places apart
  return `${fault.file}:${fault.line ?? fault.path}:${fault.column}`;
}
