import {
  foundUnitSchema,
  treeFindQuerySchema,
  treeQuerySchema,
  treeRowSchema,
  unitHistorySchema,
} from "@haidang/contract/tree.ts";
import { z } from "zod";
import { findUnits } from "../inventory/tree/find.ts";
import { noSuchUnit, treeRows, unitHistory } from "../query/lineage.ts";
import { readInstant } from "../query/period.ts";
import { type Route, route } from "./route.ts";
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
      handle({ query: { asOf }, nowMs }) {
        const asOfMs = asOf === undefined ? undefined : readInstant(asOf, "asOf");
        return treeRows(app.deployment.inventory(), asOfMs, nowMs);
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/tree/find",
      summary: "Units of all times by id, code, old or new name, and what these were merged into.",
      access: "viewer",
      query: treeFindQuerySchema,
      response: z.array(foundUnitSchema),
      handle: ({ query: { word }, nowMs }) =>
        findUnits(treeRows(app.deployment.inventory(), undefined, nowMs), word),
    }),
    route({
      method: "GET",
      url: "/api/v1/tree/:id",
      summary: "One unit through time: when it was there, what came before and after, and the sites it had.",
      access: "viewer",
      response: unitHistorySchema,
      handle({ params, nowMs }) {
        const id = params["id"] ?? "";
        const found = unitHistory(app.deployment.inventory(), id, nowMs);
        if (found === undefined) throw noSuchUnit(id);
        return found;
      },
    }),
  ];
}
