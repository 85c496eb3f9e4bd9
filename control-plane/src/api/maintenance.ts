import { randomBytes } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";
import {
  type MaintenanceWindow,
  maintenanceQuerySchema,
  maintenanceRowSchema,
  maintenanceTimeSchema,
  maintenanceTimesQuerySchema,
  type WindowRequest,
  type WindowScope,
  type WindowTime,
  windowCancelSchema,
  windowRequestSchema,
} from "@haidang/contract/maintenance.ts";
import type { Revision } from "@haidang/contract/revision.ts";
import { z } from "zod";
import { type Sight, seenWorld, sees } from "../inventory/sight.ts";
import type { World } from "../inventory/world.ts";
import { maintenanceRows, maintenanceTimes } from "../query/maintenance.ts";
import { readPeriod } from "../query/period.ts";
import { coveredBy, isAnnotation, occurrencesOf } from "../state/maintenance.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** Windows still to run that one control plane keeps: each is looked at whenever the ledger is asked. */
const mostOpen = 5000;
/** A calendar shows a month with the weeks at its ends. */
const longestCalendarMs = 100 * 86_400_000;

export function maintenanceRoutes(app: Services): Route[] {
  const url = "/api/v1/maintenance";
  const rowOf = (id: string, nowMs: number) =>
    maintenanceRows(app.records.maintenance.list(), app.world(), nowMs, { all: true }).find(
      (row) => row.id === id,
    );
  return [
    route({
      method: "GET",
      url,
      summary: "Maintenance windows that run or are to come; with all=true also those over or cancelled.",
      access: "viewer",
      query: maintenanceQuerySchema,
      response: z.array(maintenanceRowSchema),
      handle: ({ query, nowMs, sight }) => {
        const world = app.world();
        const windows = app.records.maintenance.list();
        const seen = windows.filter(({ scope }) => reachOf(scope, world, sight) !== "beyond");
        return maintenanceRows(seen, world, nowMs, { all: query.all ?? false });
      },
    }),
    route({
      method: "GET",
      url: `${url}/times`,
      summary: "When windows run within a period of at most 100 days, those that repeat each time.",
      access: "viewer",
      query: maintenanceTimesQuerySchema,
      response: z.array(maintenanceTimeSchema),
      handle: ({ query, sight }) => {
        const period = readPeriod(query.from, query.to);
        if (period.toMs - period.fromMs > longestCalendarMs) {
          throw new HaidangError("usage", "the period is longer than 100 days", {
            hint: "ask for a month at a time",
          });
        }
        const world = app.world();
        const windows = app.records.maintenance.list();
        const seen = windows.filter(({ scope }) => reachOf(scope, world, sight) !== "beyond");
        return maintenanceTimes(seen, world, period);
      },
    }),
    route({
      method: "POST",
      url,
      summary: "Plans maintenance; what began before it was written down is an annotation.",
      access: "operator",
      body: windowRequestSchema,
      response: maintenanceRowSchema,
      handle({ body, nowMs, sight, actor }) {
        refuseNothing(body.scope, seenWorld(app.world(), sight));
        refuseBeyond(body.scope, app.world(), sight);
        const window = windowOf(body, actor, nowMs);
        refuseTooMany(app, nowMs);
        app.records.transaction(() => {
          app.records.maintenance.add(window);
          for (const revision of annotated(window, app.world(), nowMs))
            app.records.revisions.append(revision);
          const { scope, time, reason } = window;
          audit(app, { nowMs, actor }, { action: "maintenance.add", id: window.id }, { scope, time, reason });
        });
        app.mutes.reload();
        app.engine.replan(nowMs);
        return rowOf(window.id, nowMs);
      },
    }),
    route({
      method: "POST",
      url: `${url}/:id/cancel`,
      summary: "Cancels a window: one that runs ends now, one to come never runs. It stays in the history.",
      access: "operator",
      body: windowCancelSchema,
      response: maintenanceRowSchema,
      handle({ body, params, nowMs, sight, actor }) {
        const id = params["id"] ?? "";
        const row = rowOf(id, nowMs);
        const isSeen = row !== undefined && reachOf(row.scope, app.world(), sight) !== "beyond";
        refuseCancel(isSeen ? row : undefined, id);
        if (isSeen) refuseBeyond(row.scope, app.world(), sight);
        app.records.transaction(() => {
          app.records.maintenance.cancel(id, { atMs: nowMs, by: actor, reason: body.reason });
          audit(app, { nowMs, actor }, { action: "maintenance.cancel", id }, { reason: body.reason });
        });
        app.mutes.reload();
        app.engine.replan(nowMs);
        return rowOf(id, nowMs);
      },
    }),
  ];
}

function windowOf({ scope, time, reason }: WindowRequest, by: string, nowMs: number): MaintenanceWindow {
  const id = `m-${randomBytes(4).toString("hex")}`;
  return { id, scope, time: whole(time, nowMs), reason, createdMs: nowMs, by, cancelled: null };
}

/** A window without a start begins as it is written down. */
function whole(time: WindowRequest["time"], nowMs: number): WindowTime {
  if (!("toMs" in time) || "fromMs" in time) return time;
  if (time.toMs > nowMs) return { fromMs: nowMs, toMs: time.toMs };
  throw new HaidangError("usage", "the window ends before it begins", {
    hint: "without a start it begins now: give a later end",
  });
}

function refuseNothing(scope: WindowScope, world: World): void {
  if (coveredBy(scope, world).length > 0) return;
  if ("carrier" in scope) {
    const carriers = new Set(
      [...world.objects.values()].flatMap((object) =>
        object.kind === "link" && object.item.carrier !== undefined ? [object.item.carrier] : [],
      ),
    );
    throw new HaidangError("not_found", `no link is of the carrier ${JSON.stringify(scope.carrier)}`, {
      hint: carriers.size === 0 ? "no link names a carrier" : `carriers: ${[...carriers].join(", ")}`,
    });
  }
  const { kind, id } = scope.object;
  throw new HaidangError("not_found", `there is no ${kind} ${JSON.stringify(id)}`, {
    hint: `haidang ${kind} list shows them`,
  });
}

function refuseTooMany(app: Services, nowMs: number): void {
  const open = maintenanceRows(app.records.maintenance.list(), app.world(), nowMs, { all: false }).length;
  if (open < mostOpen) return;
  throw new HaidangError("conflict", `there are ${open} maintenance windows open already`, {
    hint: "cancel some: haidang maintenance cancel <id>",
  });
}

function refuseCancel(row: ReturnType<typeof maintenanceRows>[number] | undefined, id: string): void {
  if (row === undefined) {
    throw new HaidangError("not_found", `there is no maintenance window ${JSON.stringify(id)}`, {
      hint: "haidang maintenance list --all shows them",
    });
  }
  if (row.state === "cancelled") {
    throw new HaidangError("conflict", `the maintenance window ${id} is cancelled already`);
  }
  if (row.state === "over" && !row.annotation) {
    throw new HaidangError("conflict", `the maintenance window ${id} is over`, {
      hint: "what was planned and has run stays as it was",
    });
  }
}

/** An annotation says something new about a time already past, of everything it covers. */
function annotated(window: MaintenanceWindow, world: World, nowMs: number): Revision[] {
  const past = occurrencesOf(window.time, { fromMs: 0, toMs: nowMs }).filter((one) =>
    isAnnotation(window, one),
  );
  const [first] = past;
  const last = past.at(-1);
  if (first === undefined || last === undefined) return [];
  return coveredBy(window.scope, world).flatMap((key) => {
    const object = world.objects.get(key);
    if (object === undefined) return [];
    return {
      atMs: nowMs,
      object: { kind: object.kind, id: object.id },
      fromMs: first.fromMs,
      toMs: Math.min(last.toMs, nowMs),
      cause: "annotation" as const,
      by: window.id,
    };
  });
}

function audit(
  app: Services,
  { nowMs, actor }: { nowMs: number; actor: string },
  { action, id }: { action: string; id: string },
  detail: object,
): void {
  app.records.audit.append({ atMs: nowMs, actor, action, object: id, detail: JSON.stringify(detail) });
}

/** How much of what a window covers lies within somebody's sight. */
function reachOf(scope: WindowScope, world: World, sight: Sight): "inside" | "across" | "beyond" {
  if (sight.unit === null) return "inside";
  const covered = coveredBy(scope, world);
  const seen = covered.filter((key) => sees(world, sight, key)).length;
  if (seen === 0) return "beyond";
  return seen === covered.length ? "inside" : "across";
}

/** Whoever is bounded by a unit plans nothing for others. */
function refuseBeyond(scope: WindowScope, world: World, sight: Sight): void {
  if (reachOf(scope, world, sight) === "inside") return;
  throw new HaidangError("forbidden", "the window reaches beyond the unit you may act on", {
    hint: `name a unit, a site or a link under ${sight.unit}`,
  });
}
