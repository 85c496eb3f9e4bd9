import type { Envelope } from "@haidang/contract/api.ts";
import {
  type ChannelRow,
  type ChannelTest,
  channelRowSchema,
  channelTestSchema,
  type NotificationRow,
  notificationRowSchema,
  type OnCallRow,
  onCallRowSchema,
} from "@haidang/contract/notify.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

/** A channel may take two minutes to say that it could not, ms. */
const testDeadlineMs = 150_000;

export function listNotifications(
  server: Server,
  query: {
    state?: string | undefined;
    incident?: string | undefined;
    channel?: string | undefined;
    limit?: number | undefined;
  },
): Promise<Envelope<NotificationRow[]>> {
  return ask(server, "notifications", z.array(notificationRowSchema), { query });
}

export function listChannels(server: Server): Promise<Envelope<ChannelRow[]>> {
  return ask(server, "channels", z.array(channelRowSchema));
}

export function testChannel(
  server: Server,
  name: string,
  to: string | undefined,
): Promise<Envelope<ChannelTest>> {
  return findObject(server, name, {
    kind: "channel",
    list: async () => (await listChannels(server)).data.map(({ id }) => ({ id, name: id })),
    show: (id) =>
      ask(server, `channels/${encodeURIComponent(id)}/test`, channelTestSchema, {
        ...{ method: "POST", body: to === undefined ? {} : { to }, deadlineMs: testDeadlineMs },
      }),
  });
}

export function listOnCall(server: Server, atMs: number | undefined): Promise<Envelope<OnCallRow[]>> {
  const at = atMs === undefined ? undefined : new Date(atMs).toISOString();
  return ask(server, "oncall", z.array(onCallRowSchema), { query: { at } });
}
