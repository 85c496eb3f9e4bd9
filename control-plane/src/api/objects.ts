import { agentDetailSchema, agentRowSchema } from "@haidang/contract/agent-api.ts";
import { statusSchema } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { heartbeatDetailSchema, heartbeatRowSchema } from "@haidang/contract/heartbeat-api.ts";
import { type ObjectKind, objectKey } from "@haidang/contract/object.ts";
import {
  deviceDetailSchema,
  deviceRowSchema,
  linkDetailSchema,
  linkRowSchema,
  rackDetailSchema,
  rackRowSchema,
  serviceDetailSchema,
  serviceRowSchema,
  unitDetailSchema,
  unitRowSchema,
  videoDetailSchema,
  videoRowSchema,
} from "@haidang/contract/row.ts";
import { objectStatusSchema } from "@haidang/contract/state.ts";
import { z } from "zod";
import { silentAfterMs } from "../fleet/fleet.ts";
import { type Sight, sees, wholeSight } from "../inventory/sight.ts";
import { agentDetail, agentRows } from "../query/agents.ts";
import {
  deviceDetail,
  linkDetail,
  rackDetail,
  serviceDetail,
  unitDetail,
  videoDetail,
} from "../query/detail.ts";
import { evenWithoutStore } from "../query/even-without-store.ts";
import { heartbeatDetail, listHeartbeats } from "../query/heartbeats.ts";
import {
  listDevices,
  listLinks,
  listRacks,
  listServices,
  listSites,
  listUnits,
  listVideo,
} from "../query/lists.ts";
import { statusOf } from "../query/status.ts";
import type { SeriesStore } from "../store/series.ts";
import { type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
import { Answer } from "./server.ts";
import type { Services } from "./services.ts";

/** What is watched, as it stands now. */
export function objectRoutes(app: Services): Route[] {
  type Source = Services & { series: SeriesStore };
  const read = async <T>(
    sight: Sight,
    work: (source: Source) => T | Promise<T>,
  ): Promise<Answer | undefined> => {
    // rows are of objects that are seen, so that their readings need no second look
    const seen = seenBy(app, sight);
    const { found, storeAway } = await evenWithoutStore(app.series, (series) => work({ ...seen, series }));
    return found === undefined ? undefined : new Answer(found, storeAway ? { storeAway } : {});
  };
  const list = (url: string, summary: string, row: z.ZodType, handle: (source: Source) => unknown): Route =>
    route({
      method: "GET",
      url,
      summary,
      access: "viewer",
      response: z.array(row),
      handle: ({ sight }) => read(sight, handle),
    });
  const show = (
    kind: ObjectKind | "agent",
    url: string,
    detail: z.ZodType,
    handle: (source: Source, id: string, nowMs: number) => Promise<unknown>,
  ): Route =>
    route({
      method: "GET",
      url,
      summary:
        kind === "agent"
          ? "One agent with what it told of its machine."
          : `One ${kind} with its checks, the last day and its uptime.`,
      access: "viewer",
      response: detail,
      async handle({ params, nowMs, sight }) {
        const { id = "" } = params;
        // what an object was comes of the whole ledger: windows planned above it count, members are all in sight
        const isSeen = kind === "agent" || sees(app.world(), sight, objectKey({ kind, id }));
        const of = kind === "agent" ? sight : wholeSight;
        const found = isSeen ? await read(of, (source) => handle(source, id, nowMs)) : undefined;
        if (found !== undefined) return found;
        throw new HaidangError("not_found", `there is no ${kind} ${JSON.stringify(id)}`, {
          hint: `haidang ${kind} list shows them`,
        });
      },
    });

  return [
    route({
      method: "GET",
      url: "/api/v1/status",
      summary: "Every object with its state, and counts that add up.",
      access: "viewer",
      response: statusSchema,
      handle({ sight }) {
        const { engine, agentCounts } = seenBy(app, sight);
        return statusOf(engine.statuses(), agentCounts());
      },
    }),
    list("/api/v1/units", "Units.", unitRowSchema, (source) => listUnits(source)),
    list("/api/v1/sites", "Sites.", objectStatusSchema, (source) => listSites(source)),
    list("/api/v1/links", "Links with their last latency.", linkRowSchema, (source) =>
      listLinks(source, app.now()),
    ),
    list("/api/v1/devices", "Devices.", deviceRowSchema, (source) => listDevices(source, app.now())),
    list("/api/v1/services", "Services.", serviceRowSchema, (source) => listServices(source, app.now())),
    list("/api/v1/video", "Video points with their last answers.", videoRowSchema, (source) =>
      listVideo(source, app.now()),
    ),
    list("/api/v1/racks", "Racks with how many devices each holds.", rackRowSchema, (source) =>
      listRacks(source),
    ),
    list("/api/v1/heartbeats", "Heartbeats with their last reports.", heartbeatRowSchema, (source) =>
      listHeartbeats(source),
    ),
    list("/api/v1/agents", "Agents.", agentRowSchema, (source) =>
      agentRows(source, silentAfterMs, app.now()),
    ),
    show("agent", "/api/v1/agents/:id", agentDetailSchema, (source, id, nowMs) =>
      agentDetail(source, id, silentAfterMs, nowMs),
    ),
    show("unit", "/api/v1/units/:id", unitDetailSchema, async (source, id, nowMs) =>
      unitDetail(source, id, nowMs),
    ),
    show("link", "/api/v1/links/:id", linkDetailSchema, (source, id, nowMs) => linkDetail(source, id, nowMs)),
    show("device", "/api/v1/devices/:id", deviceDetailSchema, (source, id, nowMs) =>
      deviceDetail(source, id, nowMs),
    ),
    show("service", "/api/v1/services/:id", serviceDetailSchema, (source, id, nowMs) =>
      serviceDetail(source, id, nowMs),
    ),
    show("video", "/api/v1/video/:id", videoDetailSchema, (source, id, nowMs) =>
      videoDetail(source, id, nowMs),
    ),
    show("heartbeat", "/api/v1/heartbeats/:id", heartbeatDetailSchema, async (source, id, nowMs) =>
      heartbeatDetail(source, id, nowMs),
    ),
    show("rack", "/api/v1/racks/:id", rackDetailSchema, async (source, id, nowMs) =>
      rackDetail(source, id, nowMs),
    ),
  ];
}
