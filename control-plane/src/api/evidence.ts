import { HaidangError } from "@haidang/contract/error.ts";
import { type EvidenceRequest, evidenceRequestSchema } from "@haidang/contract/evidence.ts";
import { type Sight, seenWorld } from "../inventory/sight.ts";
import { readInstant, readPeriod } from "../query/period.ts";
import { intervalsOf } from "../query/uptime.ts";
import type { Question } from "../report/content.ts";
import { makePack } from "../report/evidence/pack.ts";
import { readerOf } from "./reports.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

const hourMs = 3_600_000;
/** How far after its beginning the end of an outage is looked for. */
const longestMs = 92 * 24 * hourMs;
/** A person names a beginning to the minute. */
const nearMs = 60_000;

/** What a carrier is shown, in one signed file. */
export function evidenceRoutes(app: Services): Route[] {
  return [
    route({
      method: "POST",
      url: "/api/v1/evidence",
      summary: "Makes a report of an outage or a carrier, and a signed ZIP of all it rests on.",
      access: "operator",
      body: evidenceRequestSchema,
      async handle({ body, sight, actor, nowMs, reply }) {
        const deed = { by: actor, nowMs };
        const question = questionOf(app, body, sight, nowMs);
        const made = await app.reports.make(question, readerOf(app, sight), deed);
        if (made.content.rows.length === 0) {
          throw new HaidangError("not_found", "no link is one of those asked for", {
            hint: "haidang link list shows links with their carriers",
          });
        }
        const keys = {
          get: app.secrets.get,
          put: (name: string, value: string) => app.secrets.put(name, value, { actor: "haidang", nowMs }),
        };
        const { records, series, assignments, world } = app;
        const pack = await makePack({ records, series, assignments, world, keys }, made, deed);
        records.audit.append({
          ...{
            atMs: nowMs,
            actor,
            action: "evidence.make",
            object: made.head.number,
            detail: pack.fingerprint,
          },
        });
        reply.header("content-type", "application/zip");
        reply.header("content-disposition", `attachment; filename="${pack.name}"`);
        await reply.send(pack.bytes);
        return undefined;
      },
    }),
  ];
}

function questionOf(app: Services, asked: EvidenceRequest, sight: Sight, nowMs: number): Question {
  const whole = { kind: "carrier", knownMs: undefined } as const;
  if ("carrier" in asked) {
    const period = readPeriod(asked.from, asked.to);
    return { ...whole, period, filter: { carrier: asked.carrier } };
  }
  const link = seenWorld(app.world(), sight).objects.get(`link/${asked.link}`);
  if (link === undefined) {
    throw new HaidangError("not_found", `there is no link ${JSON.stringify(asked.link)}`, {
      hint: "haidang link list shows them",
    });
  }
  const atMs = readInstant(asked.at, "at");
  const around = { fromMs: atMs - hourMs, toMs: Math.min(nowMs, atMs + longestMs) };
  const down =
    atMs >= nowMs
      ? undefined
      : intervalsOf(app, link, around, nowMs).find(
          (one) => one.class === "down" && one.fromMs <= atMs + nearMs && one.toMs > atMs,
        );
  if (down === undefined) {
    throw new HaidangError("not_found", `${asked.link} was not down at that time`, {
      hint: "haidang report outages shows when each outage began",
    });
  }
  const period = { fromMs: down.fromMs - hourMs, toMs: Math.min(nowMs, down.toMs + hourMs) };
  return { ...whole, period, filter: { link: asked.link } };
}
