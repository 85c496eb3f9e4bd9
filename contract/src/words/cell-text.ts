import type { Language } from "../text.ts";
import { duration, figure, moment, percent } from "./figure.ts";
import type { Cell, CellKind } from "./report-sheet.ts";

/** A cell for eyes; nothing where there is nothing. */
export function cellText(cell: Cell, as: CellKind, language: Language): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  switch (as) {
    case "percent":
      return percent(cell, language);
    case "duration":
      return `${cell < 0 ? "−" : ""}${duration(Math.abs(cell), language)}`;
    case "time":
      return moment(cell, language);
    default:
      return figure(cell, language, { max: 2 });
  }
}
