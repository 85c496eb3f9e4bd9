import type { NeighbourRecords } from "../neighbours.ts";
import { type Access, number, text } from "./row.ts";

/** Who is at the other end of the cables, in SQLite. */
export function neighbourRecords({ run, all }: Pick<Access, "run" | "all">): NeighbourRecords {
  return {
    list: () =>
      all("SELECT * FROM neighbour ORDER BY device, port").map((row) => ({
        device: text(row, "device"),
        port: text(row, "port"),
        self: text(row, "self"),
        name: text(row, "name"),
        address: text(row, "address"),
        seenMs: number(row, "seenMs"),
      })),
    put: ({ device, port, self, name, address, seenMs }) =>
      run(
        "INSERT OR REPLACE INTO neighbour (device, port, self, name, address, seenMs) VALUES (?, ?, ?, ?, ?, ?)",
        ...[device, port, self, name, address, seenMs],
      ),
    forget: (beforeMs) => run("DELETE FROM neighbour WHERE seenMs < ?", beforeMs),
  };
}
