import { type Columns, readColumns } from "./columns.ts";
import {
  counterColumns,
  type InterfaceIdentity,
  type InterfaceRow,
  identityColumns,
  interfaceIdentities,
  interfaceRow,
  type LiveCells,
  type LiveColumn,
  lacksWideCounters,
  narrowColumns,
} from "./interface-row.ts";
import type { SnmpSession } from "./session.ts";
import type { SystemFacts } from "./system-group.ts";
import { numberOf } from "./value.ts";

/** Aliases and speeds are read anew this often even when nothing hints at a change. */
const renewMs = 10 * 60_000;

/** The interfaces of one device. */
export interface InterfaceWatch {
  /** Rows in order of ifIndex. Rejects with SnmpFault. */
  read(session: SnmpSession, system: SystemFacts, nowMs: number): Promise<InterfaceRow[]>;
}

interface Known {
  identities: readonly InterfaceIdentity[];
  readMs: number;
  system: SystemFacts;
  /** Whether the device has ifName, or ifDescr has to tell its interfaces apart. */
  nameColumn: "ifName" | "ifDescr";
}

/**
 * Reads IF-MIB: counters, states and names in every poll, the rest of what names and describes an interface only
 * when it may have changed: after a restart of the device, a change of a name, an index or a state, or ten minutes.
 * The 32-bit counters are read only where those of 64 bits are missing.
 */
export function watchInterfaces(): InterfaceWatch {
  let known: Known | undefined;
  let before: ReadonlyMap<string, string> = new Map();

  return {
    async read(session, system, nowMs) {
      const nameColumn = known?.nameColumn ?? "ifName";
      const live = await readLive(session, nameColumn);
      const now = marksOf(live, nameColumn);
      if (known === undefined || isStale(known, { system, nowMs }) || !sameMarks(before, now)) {
        known = await readIdentities(session, live, { system, nowMs });
      }
      known.system = system;
      before = now;
      return known.identities.map((identity) => interfaceRow(identity, live.get(identity.ifIndex)));
    },
  };
}

const liveColumns: Record<Known["nameColumn"], Readonly<Partial<Record<LiveColumn, string>>>> = {
  ifName: { ...counterColumns, ifName: identityColumns.ifName },
  ifDescr: { ...counterColumns, ifDescr: identityColumns.ifDescr },
};

async function readLive(session: SnmpSession, nameColumn: Known["nameColumn"]): Promise<Columns<LiveColumn>> {
  const live: Columns<LiveColumn> = await readColumns(session, liveColumns[nameColumn]);
  if (![...live.values()].some(lacksWideCounters)) return live;
  for (const [index, cells] of await readColumns(session, narrowColumns)) {
    const row = live.get(index) ?? new Map();
    for (const [column, cell] of cells) row.set(column, cell);
    live.set(index, row);
  }
  return live;
}

async function readIdentities(
  session: SnmpSession,
  live: Columns<LiveColumn>,
  { system, nowMs }: { system: SystemFacts; nowMs: number },
): Promise<Known> {
  const table = await readColumns(session, identityColumns);
  for (const index of live.keys()) if (!table.has(index)) table.set(index, new Map());
  const named = [...table.values()].some((cells) => cells.has("ifName"));
  return {
    identities: interfaceIdentities(table),
    readMs: nowMs,
    system,
    nameColumn: named ? "ifName" : "ifDescr",
  };
}

function isStale(known: Known, { system, nowMs }: { system: SystemFacts; nowMs: number }): boolean {
  const agedMs = nowMs - known.readMs;
  return (
    agedMs < 0 ||
    agedMs >= renewMs ||
    (system.uptimeTicks ?? 0) < (known.system.uptimeTicks ?? 0) ||
    system.sysObjectID !== known.system.sysObjectID ||
    system.sysDescr !== known.system.sysDescr
  );
}

/**
 * What a change of tells that an interface has to be looked at anew: its name and its state, since a link that comes up
 * may do so at another speed. Short texts, as they are kept for every interface of every device.
 */
function marksOf(rows: ReadonlyMap<string, LiveCells>, nameColumn: Known["nameColumn"]): Map<string, string> {
  const marks = new Map<string, string>();
  for (const [index, cells] of rows) {
    const name = cells.get(nameColumn)?.value;
    const state = numberOf(cells.get("ifOperStatus")?.value);
    const text =
      name instanceof Uint8Array
        ? Buffer.from(name.buffer, name.byteOffset, Math.min(name.length, 255)).toString("latin1")
        : "";
    marks.set(index, `${state} ${text}`);
  }
  return marks;
}

function sameMarks(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): boolean {
  if (before.size !== now.size) return false;
  for (const [index, mark] of now) if (before.get(index) !== mark) return false;
  return true;
}
