import {
  channelRowSchema,
  channelTestRequestSchema,
  channelTestSchema,
  type NotificationRow,
  notificationQuerySchema,
  notificationRowSchema,
  onCallQuerySchema,
  onCallRowSchema,
} from "@haidang/contract/notify.ts";
import { z } from "zod";
import type { Sight } from "../inventory/sight.ts";
import { seesIncident } from "./incident-sight.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** So many of the newest are looked through for somebody who sees only a part. */
const mostSearched = 10_000;

/** Who was told of what, who would be told now, and whether the ways out work. */
export function notificationRoutes(app: Pick<Services, "notify" | "records" | "world">): Route[] {
  const { notify, records } = app;
  /** What of a message is about incidents the caller sees. */
  const seen = (row: NotificationRow, sight: Sight): NotificationRow[] => {
    const incidents = row.incidents.filter((id) => {
      const incident = records.incidents.get(id);
      return incident !== undefined && seesIncident(app, sight, incident);
    });
    return incidents.length === 0 ? [] : [{ ...row, incidents }];
  };
  return [
    route({
      method: "GET",
      url: "/api/v1/notifications",
      summary:
        "Messages waiting, delivered and not delivered, newest first; and when nobody was there to tell.",
      access: "viewer",
      query: notificationQuerySchema,
      response: z.array(notificationRowSchema),
      handle: ({ query, sight }) =>
        sight.unit === null
          ? notify.list(query)
          : notify
              .list({ ...query, limit: mostSearched })
              .flatMap((row) => seen(row, sight))
              .slice(0, query.limit),
    }),
    route({
      method: "GET",
      url: "/api/v1/channels",
      summary: "Channels of the inventory and how they fare; without addresses or secrets.",
      access: "viewer",
      response: z.array(channelRowSchema),
      handle: () => notify.channels(),
    }),
    route({
      method: "POST",
      url: "/api/v1/channels/:id/test",
      summary: "Sends a test message now and says what became of it; a personal channel needs a contact.",
      access: "operator",
      body: channelTestRequestSchema,
      response: channelTestSchema,
      async handle({ params, body, actor, nowMs }) {
        const result = await notify.test(params["id"] ?? "", body.to);
        records.audit.append({
          ...{ atMs: nowMs, actor, action: "channel.test", object: result.channel },
          detail: JSON.stringify({ to: result.contact, delivered: result.delivered, reason: result.reason }),
        });
        return result;
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/oncall",
      summary: "Who is on call by each roster, now or at a time.",
      access: "viewer",
      query: onCallQuerySchema,
      response: z.array(onCallRowSchema),
      handle: ({ query, nowMs, sight }) =>
        notify.onCall(query.at === undefined ? nowMs : Date.parse(query.at), sight.unit),
    }),
  ];
}
