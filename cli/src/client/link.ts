import type { Envelope } from "@haidang/contract/api.ts";
import { type LinkDetail, type LinkRow, linkDetailSchema, linkRowSchema } from "@haidang/contract/row.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listLinks(server: Server): Promise<Envelope<LinkRow[]>> {
  return ask(server, "links", z.array(linkRowSchema));
}

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showLink(server: Server, name: string): Promise<Envelope<LinkDetail>> {
  return findObject(server, name, {
    kind: "link",
    list: async () => (await listLinks(server)).data,
    show: (id) => ask(server, `links/${encodeURIComponent(id)}`, linkDetailSchema),
  });
}
