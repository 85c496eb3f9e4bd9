import type { MapSet } from "@haidang/contract/province-map.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";

export const mapColumns: readonly Column<MapSet>[] = [
  { key: "outlines", title: "column.outlines", raw: ({ outlines }) => outlines, align: "right" },
  { key: "matched", title: "column.matched", raw: ({ matched }) => matched, align: "right" },
  { key: "positions", title: "column.positions", raw: ({ positions }) => positions, align: "right" },
];

const mostNamed = 10;

/** What the map has now, and which outlines are of no unit. */
export function renderMapSet({ outlines, matched, unmatched }: MapSet, { language }: Look): string {
  if (outlines === 0) return say(language, "map.removed");
  const done = say(language, "map.set", { outlines, matched });
  const named = unmatched.slice(0, mostNamed).map((name) => deviceText(name, 60) || "-");
  const names = `${named.join(", ")}${unmatched.length > mostNamed ? ", …" : ""}`;
  return unmatched.length === 0 ? done : `${done}\n${say(language, "map.unmatched", { names })}`;
}
