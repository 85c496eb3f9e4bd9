import { type ColumnWalk, walkColumns } from "../columns.ts";
import { SnmpFault, type SnmpSession } from "../session.ts";
import { indexBelow, type SnmpValue } from "../value.ts";

/** Cheap devices refuse or lose larger questions. */
export const placesPerQuestion = 20;

/** Columns read side by side: the answer keeps some rows of each. */
const columnsPerWalk = 8;

/** Which of these columns have anything; one question for many of them. Version 1 cannot be asked so: all of them. */
export async function existingColumns(session: SnmpSession, columns: readonly string[]): Promise<string[]> {
  if (session.version === "1") return [...columns];
  const answer = await session.getNext(columns);
  return columns.filter((column, at) => {
    const next = answer[at];
    return next?.value !== undefined && indexBelow(column, next.oid) !== undefined;
  });
}

/** Columns side by side into `into`, by column and index. */
export async function readColumnValues(
  session: SnmpSession,
  columns: readonly string[],
  into: Map<string, ReadonlyMap<string, SnmpValue>>,
): Promise<void> {
  const walk = walkValues(columns);
  while (!walk.done()) await walk.step(session);
  putValues(walk, columns, into);
}

export function walkValues(columns: readonly string[]): ColumnWalk<string> {
  return walkColumns(Object.fromEntries(columns.map((column) => [column, column])));
}

/** What a finished walk brought, by column. */
export function putValues(
  { rows }: ColumnWalk<string>,
  columns: readonly string[],
  into: Map<string, ReadonlyMap<string, SnmpValue>>,
): void {
  for (const column of columns) {
    const values = new Map<string, SnmpValue>();
    for (const [index, cells] of rows) {
      const cell = cells.get(column);
      if (cell !== undefined) values.set(index, cell.value);
    }
    into.set(column, values);
  }
}

/** GET of single variables into `into`; what a device refuses as too big or (version 1) unknown is asked in parts. */
export async function readVariables(
  session: SnmpSession,
  oids: readonly string[],
  into: Map<string, SnmpValue>,
): Promise<void> {
  if (oids.length === 0) return;
  try {
    for (const { oid, value } of await session.get(oids)) into.set(oid, value);
  } catch (error) {
    if (!(error instanceof SnmpFault) || error.status === undefined) throw error;
    if (oids.length === 1) return;
    const half = Math.ceil(oids.length / 2);
    await readVariables(session, oids.slice(0, half), into);
    await readVariables(session, oids.slice(half), into);
  }
}

export function chunked<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}

/** Columns of the same table together, so that one walk reads them side by side. */
export function walksOf(columns: readonly string[]): string[][] {
  const tables = Map.groupBy(new Set(columns), (column) => column.slice(0, column.lastIndexOf(".")));
  return [...tables.values()].flatMap((list) => chunked(list, columnsPerWalk));
}
