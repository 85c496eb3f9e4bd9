import { HaidangError } from "@haidang/contract/error.ts";
import {
  mapRequestSchema,
  mapSetSchema,
  maxMapPositions,
  provinceMapSchema,
} from "@haidang/contract/province-map.ts";
import { mapSet, provinceMap } from "../query/province-map.ts";
import { type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
import type { Services } from "./services.ts";

/** The map of the province: its outlines are set once, the rest is the inventory's. */
export function mapRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/map",
      summary: "Outlines of units, places of sites, and which links join them.",
      access: "viewer",
      response: provinceMapSchema,
      handle: ({ sight }) => provinceMap(seenBy(app, sight).world(), app.records.map.get()),
    }),
    route({
      method: "POST",
      url: "/api/v1/map",
      summary: "Sets the outlines of the units, as GeoJSON; none takes the map away.",
      access: "admin",
      body: mapRequestSchema,
      response: mapSetSchema,
      handle({ body, actor, nowMs }) {
        const { centre } = body;
        if (centre !== undefined && !app.world().objects.has(`site/${centre}`)) {
          throw new HaidangError("not_found", `there is no site ${JSON.stringify(centre)}`, {
            hint: "the centre is the id of a site of the inventory",
          });
        }
        const told = mapSet(app.world(), body);
        if (told.positions > maxMapPositions) {
          throw new HaidangError("body_too_large", `the outlines have ${told.positions} positions`, {
            hint: `simplify them to at most ${maxMapPositions}`,
          });
        }
        app.records.map.put(body);
        const detail = `${told.outlines} outlines, ${told.matched} of units`;
        app.records.audit.append({ atMs: nowMs, actor, action: "map.set", object: centre ?? "", detail });
        return told;
      },
    }),
  ];
}
