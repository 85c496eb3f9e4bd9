import type { Envelope } from "@haidang/contract/api.ts";
import {
  type ServiceDetail,
  type ServiceRow,
  serviceDetailSchema,
  serviceRowSchema,
} from "@haidang/contract/row.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listServices(server: Server): Promise<Envelope<ServiceRow[]>> {
  return ask(server, "services", z.array(serviceRowSchema));
}

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showService(server: Server, name: string): Promise<Envelope<ServiceDetail>> {
  return findObject(server, name, {
    kind: "service",
    list: async () => (await listServices(server)).data,
    show: (id) => ask(server, `services/${encodeURIComponent(id)}`, serviceDetailSchema),
  });
}
