import type { Envelope } from "@haidang/contract/api.ts";
import { type VideoDetail, type VideoRow, videoDetailSchema, videoRowSchema } from "@haidang/contract/row.ts";
import { z } from "zod";
import { findObject } from "./find-object.ts";
import { ask, type Server } from "./http.ts";

export function listVideo(server: Server): Promise<Envelope<VideoRow[]>> {
  return ask(server, "video", z.array(videoRowSchema));
}

/** By id, name (with or without diacritics) or a prefix that only one has. */
export function showVideo(server: Server, name: string): Promise<Envelope<VideoDetail>> {
  return findObject(server, name, {
    kind: "video",
    list: async () => (await listVideo(server)).data,
    show: (id) => ask(server, `video/${encodeURIComponent(id)}`, videoDetailSchema),
  });
}
