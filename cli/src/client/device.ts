import type { Envelope } from "@haidang/contract/api.ts";
import {
  type DeviceDetail,
  type DeviceRow,
  deviceDetailSchema,
  deviceRowSchema,
} from "@haidang/contract/row.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listDevices(server: Server): Promise<Envelope<DeviceRow[]>> {
  return ask(server, "devices", z.array(deviceRowSchema));
}

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showDevice(server: Server, name: string): Promise<Envelope<DeviceDetail>> {
  return findObject(server, name, {
    kind: "device",
    list: async () => (await listDevices(server)).data,
    show: (id) => ask(server, `devices/${encodeURIComponent(id)}`, deviceDetailSchema),
  });
}
