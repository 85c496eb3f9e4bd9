import type { SQLInputValue, SQLOutputValue } from "node:sqlite";

/** A row as SQLite gives it, and columns of it as what they are. */
export type Row = Record<string, SQLOutputValue>;

export const text = (row: Row, column: string): string => String(row[column]);
export const number = (row: Row, column: string): number => Number(row[column]);
export const numberOrNull = (row: Row, column: string): number | null =>
  row[column] === null ? null : Number(row[column]);
export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null ? null : String(row[column]);

/** Statements of one file, each prepared once. */
export interface Access {
  run: (
    sql: string,
    ...values: SQLInputValue[]
  ) => { changes: number | bigint; lastInsertRowid: number | bigint };
  all: (sql: string, ...values: SQLInputValue[]) => Row[];
  /** Rows as arrays, in the order of the columns: half the time where there are very many. */
  arrays: (sql: string, ...values: SQLInputValue[]) => SQLOutputValue[][];
  one: (sql: string, ...values: SQLInputValue[]) => Row | undefined;
}
