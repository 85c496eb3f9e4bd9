import { mapRequestSchema } from "@haidang/contract/province-map.ts";
import type { MapRecords } from "../map.ts";
import { type Access, text } from "./row.ts";

/** The map, in SQLite. */
export function mapRecords({ run, one }: Pick<Access, "run" | "one">): MapRecords {
  return {
    get() {
      const row = one("SELECT body FROM map");
      return row === undefined ? undefined : mapRequestSchema.parse(JSON.parse(text(row, "body")));
    },
    put: (map) => run("INSERT OR REPLACE INTO map VALUES (1, ?)", JSON.stringify(map)),
  };
}
