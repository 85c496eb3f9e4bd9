import {
  agentRowSchema,
  deviceDetailSchema,
  deviceRowSchema,
  linkDetailSchema,
  linkRowSchema,
  serviceDetailSchema,
  serviceRowSchema,
  statusSchema,
  unitDetailSchema,
  unitRowSchema,
  videoDetailSchema,
  videoRowSchema,
} from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { ObjectKind } from "@haidang/contract/object.ts";
import { objectStatusSchema } from "@haidang/contract/state.ts";
import { z } from "zod";
import { silentAfterMs } from "../fleet/fleet.ts";
import { agentRows } from "../query/agents.ts";
import { deviceDetail, linkDetail, serviceDetail, unitDetail, videoDetail } from "../query/detail.ts";
import { listDevices, listLinks, listServices, listSites, listUnits, listVideo } from "../query/lists.ts";
import { statusOf } from "../query/status.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** What is watched, as it stands now. */
export function objectRoutes(app: Services): Route[] {
  const list = (url: string, summary: string, row: z.ZodType, handle: () => unknown): Route =>
    route({ method: "GET", url, summary, access: "admin", response: z.array(row), handle });
  const show = (
    kind: ObjectKind,
    url: string,
    detail: z.ZodType,
    handle: (id: string, nowMs: number) => Promise<unknown>,
  ): Route =>
    route({
      method: "GET",
      url,
      summary: `One ${kind} with its checks, the last day and its uptime.`,
      access: "admin",
      response: detail,
      async handle({ params, nowMs }) {
        const found = await handle(params["id"] ?? "", nowMs);
        if (found !== undefined) return found;
        throw new HaidangError("not_found", `there is no ${kind} ${JSON.stringify(params["id"])}`, {
          hint: `haidang ${kind} list shows them`,
        });
      },
    });

  return [
    route({
      method: "GET",
      url: "/api/v1/status",
      summary: "Every object with its state, and counts that add up.",
      access: "admin",
      response: statusSchema,
      handle: () => statusOf(app.engine.statuses(), app.agentCounts()),
    }),
    list("/api/v1/units", "Units.", unitRowSchema, () => listUnits(app)),
    list("/api/v1/sites", "Sites.", objectStatusSchema, () => listSites(app)),
    list("/api/v1/links", "Links with their last latency.", linkRowSchema, () => listLinks(app, app.now())),
    list("/api/v1/devices", "Devices.", deviceRowSchema, () => listDevices(app, app.now())),
    list("/api/v1/services", "Services.", serviceRowSchema, () => listServices(app, app.now())),
    list("/api/v1/video", "Video points with their last answers.", videoRowSchema, () =>
      listVideo(app, app.now()),
    ),
    list("/api/v1/agents", "Agents.", agentRowSchema, () => agentRows(app, silentAfterMs, app.now())),
    show("unit", "/api/v1/units/:id", unitDetailSchema, async (id, nowMs) => unitDetail(app, id, nowMs)),
    show("link", "/api/v1/links/:id", linkDetailSchema, (id, nowMs) => linkDetail(app, id, nowMs)),
    show("device", "/api/v1/devices/:id", deviceDetailSchema, (id, nowMs) => deviceDetail(app, id, nowMs)),
    show("service", "/api/v1/services/:id", serviceDetailSchema, (id, nowMs) =>
      serviceDetail(app, id, nowMs),
    ),
    show("video", "/api/v1/video/:id", videoDetailSchema, (id, nowMs) => videoDetail(app, id, nowMs)),
  ];
}
