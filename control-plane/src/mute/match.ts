import type { AlertLabels } from "@haidang/contract/alert.ts";
import type { SilenceMatcher } from "@haidang/contract/silence.ts";

/** True when all that the matcher names holds of an alert. `isUnder` says whether a unit lies in or below another. */
export function matches(
  matcher: SilenceMatcher,
  labels: AlertLabels,
  isUnder: (unit: string, above: string) => boolean,
): boolean {
  const { under, all: _all, ...named } = matcher;
  const areSame = [
    [named.kind, labels.kind],
    [named.id, labels.id],
    [named.alert, labels.alert],
    [named.severity, labels.severity],
    [named.site, labels.site],
    [named.carrier, labels.carrier],
  ].every(([wanted, has]) => wanted === undefined || wanted === has);
  return areSame && (under === undefined || (labels.unit !== undefined && isUnder(labels.unit, under)));
}
