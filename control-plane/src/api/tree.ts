import {
  foundUnitSchema,
  type TreeRow,
  treeFindQuerySchema,
  treeQuerySchema,
  treeRowSchema,
  unitHistorySchema,
} from "@haidang/contract/tree.ts";
import { z } from "zod";
import { type Sight, seenWorld, sees } from "../inventory/sight.ts";
import { findUnits } from "../inventory/tree/find.ts";
import { noSuchUnit, treeRows, unitHistory } from "../query/lineage.ts";
import { readInstant } from "../query/period.ts";
import { type Route, route } from "./route.ts";
import { seenUnits } from "./seen.ts";
import type { Services } from "./services.ts";

/** Units through time: the tree of any day, what units were merged into, and how to find one that is no more. */
export function treeRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/tree",
      summary: "The tree of units as of a day; without one, units of all times.",
      access: "viewer",
      query: treeQuerySchema,
      response: z.array(treeRowSchema),
      handle({ query: { asOf }, nowMs, sight }) {
        const asOfMs = asOf === undefined ? undefined : readInstant(asOf, "asOf");
        const seen = new Map(unitsOf(app, sight, nowMs).map((row) => [row.id, row]));
        return treeRows(app.deployment.inventory(), asOfMs, nowMs).flatMap((row) => {
          const { predecessors, successors } = seen.get(row.id) ?? {};
          return predecessors && successors ? { ...row, predecessors, successors } : [];
        });
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/tree/find",
      summary: "Units of all times by id, code, old or new name, and what these were merged into.",
      access: "viewer",
      query: treeFindQuerySchema,
      response: z.array(foundUnitSchema),
      handle: ({ query: { word }, nowMs, sight }) => findUnits(unitsOf(app, sight, nowMs), word),
    }),
    route({
      method: "GET",
      url: "/api/v1/tree/:id",
      summary: "One unit through time: when it was there, what came before and after, and the sites it had.",
      access: "viewer",
      response: unitHistorySchema,
      handle({ params, nowMs, sight }) {
        const id = params["id"] ?? "";
        const row = unitsOf(app, sight, nowMs).find((unit) => unit.id === id);
        const found = unitHistory(app.deployment.inventory(), id, nowMs);
        if (row === undefined || found === undefined) throw noSuchUnit(id);
        const isSeen = (site: string) => sight.unit === null || sees(app.world(), sight, `site/${site}`);
        return { ...found, ...row, had: found.had.filter((site) => isSeen(site.id)) };
      },
    }),
  ];
}

/** Units of all times that the caller sees. */
function unitsOf(app: Services, sight: Sight, nowMs: number): TreeRow[] {
  const rows = treeRows(app.deployment.inventory(), undefined, nowMs);
  return seenUnits(rows, seenWorld(app.world(), sight), sight);
}
