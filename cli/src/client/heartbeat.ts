import type { Envelope } from "@haidang/contract/api.ts";
import {
  type HeartbeatAddress,
  type HeartbeatDetail,
  type HeartbeatRow,
  heartbeatAddressSchema,
  heartbeatDetailSchema,
  heartbeatRowSchema,
} from "@haidang/contract/heartbeat-api.ts";
import { z } from "zod";
import { findObject, matchName } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listHeartbeats(server: Server): Promise<Envelope<HeartbeatRow[]>> {
  return ask(server, "heartbeats", z.array(heartbeatRowSchema));
}

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showHeartbeat(server: Server, name: string): Promise<Envelope<HeartbeatDetail>> {
  return findObject(server, name, {
    kind: "heartbeat",
    list: async () => (await listHeartbeats(server)).data,
    show: (id) => ask(server, `heartbeats/${encodeURIComponent(id)}`, heartbeatDetailSchema),
  });
}

/** Where it reports to, with its token. */
export async function addressOfHeartbeat(server: Server, name: string): Promise<Envelope<HeartbeatAddress>> {
  const { data } = await listHeartbeats(server);
  const { id } = matchName(name, data, "heartbeat", server.language);
  return ask(server, `heartbeats/${encodeURIComponent(id)}/address`, heartbeatAddressSchema);
}
