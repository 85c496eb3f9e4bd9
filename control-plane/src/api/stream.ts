import { standingOf } from "../auth/caller.ts";
import { type Sight, sees } from "../inventory/sight.ts";
import { statusOf } from "../query/status.ts";
import { credentialsOf } from "./credential.ts";
import { seenIncident, seesIncident } from "./incident-sight.ts";
import { frame, type Sent } from "./live.ts";
import { type Route, route } from "./route.ts";
import { seenBy } from "./seen.ts";
import type { Services } from "./services.ts";

const tickMs = 5000;
/** How soon a stream ends whose reader may not read any more, ms. */
const lookAgainMs = 1000;
/** A reader this far behind, bytes, is cut off; it resumes by itself with what it missed. */
const backlogBytes = 4 * 1024 * 1024;

/** GET /api/v1/stream: a snapshot (or what was missed), then events as they happen. */
export function streamRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/stream",
      summary: "Server-sent events: snapshot, object, latency, incident, tick.",
      access: "viewer",
      handle({ request, reply, caller, sight }) {
        reply.hijack();
        const { raw } = reply;
        for (const [header, value] of Object.entries(reply.getHeaders()))
          if (value !== undefined) raw.setHeader(header, value);
        raw.writeHead(200, {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        });
        request.raw.socket.setTimeout(0);
        const lastSeen = request.headers["last-event-id"];
        const missed = app.live.since(typeof lastSeen === "string" ? lastSeen : undefined);
        if (missed !== undefined) for (const sent of missed) raw.write(seenText(app, sight, sent));
        else {
          const { engine, agentCounts } = seenBy(app, sight);
          const snapshot = statusOf(engine.statuses(), agentCounts());
          raw.write(frame({ name: "snapshot", data: snapshot }, app.live.lastId()));
        }
        const tick = () => raw.write(frame({ name: "tick", data: { nowMs: app.now() } }, undefined));
        tick();
        const timer = setInterval(tick, tickMs);
        const unlisten = app.live.listen((sent) => {
          raw.write(seenText(app, sight, sent));
          if (raw.writableLength > backlogBytes) raw.destroy();
        });
        app.metrics.liveClients.inc();
        const end = () => raw.end();
        const credentials = credentialsOf(request, "viewer");
        const standing = standingOf(caller);
        const look = setInterval(() => {
          if (standingOf(app.auth.recognise(credentials, app.now())) !== standing) end();
        }, lookAgainMs);
        app.stopping.addEventListener("abort", end);
        raw.once("close", () => {
          clearInterval(timer);
          clearInterval(look);
          unlisten();
          app.stopping.removeEventListener("abort", end);
          app.metrics.liveClients.dec();
        });
      },
    }),
  ];
}

/** An event as somebody may read it; empty where he may not. */
function seenText(app: Services, sight: Sight, { object, incident, name, text }: Sent): string {
  if (sight.unit === null) return text;
  if (incident !== undefined) {
    if (!seesIncident(app, sight, incident)) return "";
    return frame({ name: "incident", data: seenIncident(app, sight, incident) }, name);
  }
  return object !== undefined && sees(app.world(), sight, object) ? text : "";
}
