import { randomBytes } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey, objectKindSchema } from "@haidang/contract/object.ts";
import {
  type Silence,
  type SilenceMatcher,
  type SilenceRequest,
  type SilenceRow,
  silenceRequestSchema,
  silenceRowSchema,
} from "@haidang/contract/silence.ts";
import { z } from "zod";
import type { World } from "../inventory/world.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

const longestMs = 92 * 86_400_000;
/** In force or to come; each is looked at for each alert. */
const mostOpen = 1000;
/** Those over for longer are shown no more, ms. */
const shownForMs = 30 * 86_400_000;

const silenceQuerySchema = z.strictObject({ all: z.stringbool().default(false) });

export function silenceRoutes(app: Services): Route[] {
  const url = "/api/v1/silences";
  return [
    route({
      method: "GET",
      url,
      summary: "Silences in force or to come; with all=true also those over since 30 days.",
      access: "viewer",
      query: silenceQuerySchema,
      response: z.array(silenceRowSchema),
      handle: ({ query: { all }, nowMs }) =>
        app.records.silences
          .list(all ? nowMs - shownForMs : nowMs)
          .map((silence) => rowOf(app, silence, nowMs)),
    }),
    route({
      method: "POST",
      url,
      summary: "Tells nobody of what it matches, until it ends; alerts and incidents go on being kept.",
      access: "operator",
      body: silenceRequestSchema,
      response: silenceRowSchema,
      handle({ body, actor, nowMs }) {
        const silence = silenceOf(body, { by: actor, nowMs });
        refuseNothing(body.match, app.world());
        if (app.records.silences.list(nowMs).length >= mostOpen) {
          throw new HaidangError("conflict", `there are ${mostOpen} silences open already`, {
            hint: "end some: haidang silence expire <id>",
          });
        }
        app.records.transaction(() => {
          app.records.silences.add(silence);
          const { match, fromMs, toMs, reason } = silence;
          audit(
            app,
            { atMs: nowMs, actor, action: "silence.add", object: silence.id },
            { match, fromMs, toMs, reason },
          );
        });
        app.mutes.reload();
        return rowOf(app, silence, nowMs);
      },
    }),
    route({
      method: "POST",
      url: `${url}/:id/expire`,
      summary: "Ends a silence now; what it hid and still fires is told.",
      access: "operator",
      response: silenceRowSchema,
      handle({ params, actor, nowMs }) {
        const id = params["id"] ?? "";
        refuseOver(app.records.silences.get(id), id, nowMs);
        app.records.transaction(() => {
          app.records.silences.expire(id, nowMs, actor);
          audit(app, { atMs: nowMs, actor, action: "silence.expire", object: id }, {});
        });
        app.mutes.reload();
        const ended = app.records.silences.get(id);
        return ended === undefined ? undefined : rowOf(app, ended, nowMs);
      },
    }),
  ];
}

function silenceOf(
  { match, fromMs, toMs, reason }: SilenceRequest,
  { by, nowMs }: { by: string; nowMs: number },
): Silence {
  const startMs = Math.max(fromMs ?? nowMs, nowMs);
  if (toMs <= startMs) {
    throw new HaidangError("usage", "the silence ends before it begins", { hint: "give a later end" });
  }
  if (toMs - startMs > longestMs) {
    throw new HaidangError(
      "usage",
      "a silence lasts 92 days at most, so that nothing is forgotten for ever",
      {
        hint: "what is out of use for good belongs out of the inventory",
      },
    );
  }
  const id = `s-${randomBytes(4).toString("hex")}`;
  return { id, match, fromMs: startMs, toMs, reason, by, createdMs: nowMs, expiredBy: null };
}

/** A matcher that names what is not there hides nothing, and nobody would notice. */
function refuseNothing({ kind, id, under, site }: SilenceMatcher, world: World): void {
  const object = objectKindSchema.safeParse(kind);
  const named = [
    ...(object.success && id !== undefined ? [{ kind: object.data, id }] : []),
    ...(under === undefined ? [] : [{ kind: "unit" as const, id: under }]),
    ...(site === undefined ? [] : [{ kind: "site" as const, id: site }]),
  ];
  for (const ref of named) {
    if (world.objects.has(objectKey(ref))) continue;
    throw new HaidangError("not_found", `there is no ${ref.kind} ${JSON.stringify(ref.id)}`, {
      hint: `haidang ${ref.kind} list shows them`,
    });
  }
}

function refuseOver(silence: Silence | undefined, id: string, nowMs: number): void {
  if (silence === undefined) {
    throw new HaidangError("not_found", `there is no silence ${JSON.stringify(id.slice(0, 40))}`, {
      hint: "haidang silence list --all shows them",
    });
  }
  if (silence.toMs <= nowMs) throw new HaidangError("conflict", `the silence ${id} is over already`);
}

function rowOf(app: Services, silence: Silence, nowMs: number): SilenceRow {
  const muting = app.incidents
    .alerts({ all: false, limit: 10_000 })
    .filter(({ mutes }) => mutes.some(({ by, id }) => by === "silence" && id === silence.id)).length;
  const state = silence.toMs <= nowMs ? "over" : silence.fromMs > nowMs ? "pending" : "active";
  return { ...silence, state, muting };
}

function audit(
  app: Services,
  entry: { atMs: number; actor: string; action: string; object: string },
  detail: object,
): void {
  app.records.audit.append({ ...entry, detail: JSON.stringify(detail) });
}
