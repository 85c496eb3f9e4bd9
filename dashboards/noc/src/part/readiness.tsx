import type { LayerState, Readiness, ReadinessColour } from "@haidang/contract/conference.ts";
import type { InstantClass } from "@haidang/contract/state.ts";
import { capital, formatNumber } from "../format.ts";
import { language } from "../setting.ts";
import { tm } from "../words/conference.ts";
import { Glyph, tone } from "./state.tsx";

/** Readiness has the shapes and colours of states: they say the same of what can be relied on. */
export const classOf: Readonly<Record<LayerState, InstantClass>> = {
  red: "down",
  unknown: "unknown",
  amber: "degraded",
  green: "up",
  unwatched: "unmonitored",
};

/** Shape and word of how ready something is. */
export function ReadinessWord({ of }: { of: LayerState }) {
  return (
    <span class={`state nw ${tone[classOf[of]]}`}>
      <Glyph of={classOf[of]} />
      <span>{capital(tm(`readiness.${of}`))}</span>
    </span>
  );
}

export const lacking = ["red", "unknown", "amber"] as const satisfies readonly ReadinessColour[];

/** Parts that add up to all points; those nobody lacks are left out. */
export function Totals({ totals }: { totals: Readiness["totals"] }) {
  const all = totals.green + totals.amber + totals.red + totals.unknown;
  const count = (value: number) => formatNumber(value, 0, language.value);
  return (
    <span class="parts num">
      <span class="up">
        <b>{count(totals.green)}</b>/{count(all)} {tm("readiness.green")}
      </span>
      {lacking
        .filter((colour) => totals[colour] > 0)
        .map((colour) => (
          <span key={colour} class={tone[classOf[colour]]}>
            <Glyph of={classOf[colour]} />
            <b>{count(totals[colour])}</b> {tm(`readiness.${colour}`)}
          </span>
        ))}
    </span>
  );
}
