import type { AlertKind, Severity } from "@haidang/contract/alert.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import { isDown, type Scene } from "./scene.ts";

/** Offices a province cannot do without. */
const vitalUnits: ReadonlySet<string> = new Set(["province", "department", "centre"]);

/** How bad it is that nobody reaches a site: by what is written of it or its unit, else by what kind of unit it is. */
export function lostSiteSeverity(world: World, site: string): Severity {
  const found = world.objects.get(`site/${site}`);
  const unit = found?.unit === undefined ? undefined : world.objects.get(`unit/${found.unit}`);
  const written = found?.item.severity ?? unit?.item.severity;
  if (written !== undefined) return written;
  return unit?.kind === "unit" && vitalUnits.has(unit.item.kind) ? "critical" : "major";
}

const milder: Readonly<Record<Exclude<AlertKind, "outage">, Severity>> = {
  degraded: "warning",
  flapping: "warning",
  agent_silent: "minor",
  system: "major",
};

/** How bad an alert of an object is: composites weigh what is lost with their leaves. */
export function severityOf(scene: Scene, object: WorldObject, alert: AlertKind): Severity {
  if (alert !== "outage") return milder[alert];
  if (object.item.severity !== undefined) return object.item.severity;
  const site = "site" in object.item ? object.item.site : undefined;
  const isMember = site !== undefined && (scene.world.owners.get(object.key) ?? []).includes(`site/${site}`);
  if (isMember && isDown(scene, `site/${site}`)) return lostSiteSeverity(scene.world, site);
  if (object.kind === "link") return object.item.role === "backup" ? "warning" : "minor";
  return "minor";
}
