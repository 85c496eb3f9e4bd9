/** One cell as read: its text, and what may be wrong with it before anything is known of its column. */
export interface Cell {
  text: string;
  /** Set where the sheet holds a number, not digits written as text. */
  number?: number;
  /** `2025-07-01`, set where the sheet holds a day. */
  day?: string;
  trouble?: { rule: "cell_formula" | "cell_merged" | "cell_broken"; range?: string };
}

export interface Sheet {
  name: string;
  /** By row then column, both from 0; absent where empty. */
  rows: ReadonlyArray<ReadonlyArray<Cell | undefined>>;
}

export const maxRows = 20_000;
export const maxColumns = 200;

/** `B17` of column 1 and row 16. */
export function cellName(column: number, row: number): string {
  let letters = "";
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  }
  return `${letters}${row + 1}`;
}

/** Column and row of `B17`, from 0. */
export function cellAt(name: string): { column: number; row: number } | undefined {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(name);
  if (match === null) return undefined;
  const [, letters = "", digits = ""] = match;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { column, row: Number(digits) - 1 };
}
