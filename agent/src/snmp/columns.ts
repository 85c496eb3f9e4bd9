import { SnmpFault, type SnmpSession } from "./session.ts";
import { compareOids, numberOf, type SnmpValue, type Varbind } from "./value.ts";

/** sysUpTime without its instance, so that GETNEXT and GETBULK come to it. SNMPv2-MIB, RFC 3418. */
const sysUpTime = "1.3.6.1.2.1.1.3";
const sysUpTimeInstance = `${sysUpTime}.0`;

/** Rows beyond this are a lie or a fault: the walk ends as malformed. */
export const maxRows = 50_000;

/** About what fits a reply of 1,400 bytes. */
const variablesPerReply = 64;

export interface Cell {
  value: SnmpValue;
  /** sysUpTime, 1/100 s, of the PDU the value came in; undefined when the device does not tell. */
  uptimeTicks: number | undefined;
}

/** By row index (the OID below the column); a row has a cell for each column the device has there. */
export type Columns<C extends string> = Map<string, Map<C, Cell>>;

/** A column not at its end yet. */
interface OpenColumn<C extends string> {
  name: C;
  /** Its OID with the dot after it. */
  below: string;
  /** The last OID seen in it. */
  last: string;
}

interface Walk<C extends string> {
  rows: Columns<C>;
  open: OpenColumn<C>[];
}

/** A walk over columns that can be left after any question and gone on with, in another session too. */
export interface ColumnWalk<C extends string> {
  /** What was read so far. */
  rows: Columns<C>;
  done(): boolean;
  /** One question (version 1: a few). Rejects with SnmpFault. */
  step(session: SnmpSession): Promise<void>;
}

/**
 * Reads only the columns named, side by side: GETBULK with sysUpTime as non-repeater (version 1: GETNEXT), each
 * column going on from where it is. A column ends when it leaves its subtree or does not rise.
 */
export function walkColumns<C extends string>(oids: Readonly<Partial<Record<C, string>>>): ColumnWalk<C> {
  const walk: Walk<C> = { rows: new Map(), open: [] };
  for (const name in oids) {
    const oid = oids[name];
    if (oid !== undefined) walk.open.push({ name, below: `${oid}.`, last: oid });
  }
  let maxRepetitions = Math.max(1, Math.floor(variablesPerReply / walk.open.length));
  return {
    rows: walk.rows,
    done: () => walk.open.length === 0,
    async step(session) {
      if (session.version === "1") await stepNext(session, walk);
      else maxRepetitions = await stepBulk(session, walk, maxRepetitions);
      if (walk.rows.size > maxRows) {
        throw new SnmpFault("malformed_answer", `the table has more than ${maxRows} rows`);
      }
    },
  };
}

/** A walk to its end. */
export async function readColumns<C extends string>(
  session: SnmpSession,
  oids: Readonly<Partial<Record<C, string>>>,
): Promise<Columns<C>> {
  const walk = walkColumns(oids);
  while (!walk.done()) await walk.step(session);
  return walk.rows;
}

/** One GETBULK; its result is the number of repetitions to ask for next. */
async function stepBulk<C extends string>(
  session: SnmpSession,
  walk: Walk<C>,
  maxRepetitions: number,
): Promise<number> {
  try {
    const answer = await session.getBulk([sysUpTime, ...walk.open.map(({ last }) => last)], {
      nonRepeaters: 1,
      maxRepetitions,
    });
    const uptimeTicks = uptimeOf(answer.once[0]);
    walk.open = walk.open.filter((column, at) =>
      advance(walk.rows, column, { varbinds: answer.repeated[at] ?? [], uptimeTicks }),
    );
    return maxRepetitions;
  } catch (error) {
    if (!(error instanceof SnmpFault) || error.status !== "tooBig" || maxRepetitions === 1) throw error;
    return Math.floor(maxRepetitions / 2);
  }
}

async function stepNext<C extends string>(session: SnmpSession, walk: Walk<C>): Promise<void> {
  const answer = await nextOrNothing(session, [sysUpTime, ...walk.open.map(({ last }) => last)]);
  if (answer !== undefined) {
    const uptimeTicks = uptimeOf(answer[0]);
    walk.open = walk.open.filter((column, at) =>
      advance(walk.rows, column, { varbinds: answer.slice(at + 1, at + 2), uptimeTicks }),
    );
    return;
  }
  // Version 1 refuses the whole PDU when one variable is the last of the MIB: ask for each alone.
  const ended = new Set<OpenColumn<C>>();
  for (const column of walk.open) {
    const alone = await nextOrNothing(session, [sysUpTime, column.last]);
    const varbinds = alone?.slice(1) ?? [];
    if (!advance(walk.rows, column, { varbinds, uptimeTicks: uptimeOf(alone?.[0]) })) ended.add(column);
  }
  walk.open = walk.open.filter((column) => !ended.has(column));
}

async function nextOrNothing(session: SnmpSession, oids: string[]): Promise<Varbind[] | undefined> {
  try {
    return await session.getNext(oids);
  } catch (error) {
    if (error instanceof SnmpFault && error.status === "noSuchName") return undefined;
    throw error;
  }
}

/** Puts what came of a column into its rows; false when the column has come to its end. */
function advance<C extends string>(
  rows: Columns<C>,
  column: OpenColumn<C>,
  { varbinds, uptimeTicks }: { varbinds: readonly Varbind[]; uptimeTicks: number | undefined },
): boolean {
  const { name, below } = column;
  for (const { oid, value } of varbinds) {
    if (value === undefined || !oid.startsWith(below)) return false;
    if (compareOids(oid, column.last, below.length) <= 0) return false;
    column.last = oid;
    const index = oid.slice(below.length);
    const row = rows.get(index);
    if (row === undefined) rows.set(index, new Map<C, Cell>([[name, { value, uptimeTicks }]]));
    else row.set(name, { value, uptimeTicks });
  }
  return varbinds.length > 0;
}

function uptimeOf(varbind: Varbind | undefined): number | undefined {
  return varbind?.oid === sysUpTimeInstance ? numberOf(varbind.value) : undefined;
}
