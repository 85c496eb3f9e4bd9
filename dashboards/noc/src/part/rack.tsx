import type { PlantDevice } from "@haidang/contract/power.ts";
import { dash, formatNumber, formatPct } from "../format.ts";
import { type FeedBar, inletC, type RackNow, toneOfInlet, toneOfLoad } from "../plant.ts";
import { objectPath } from "../route.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";
import { Said } from "./said.tsx";
import { Glyph, tone } from "./state.tsx";

export const watts = (value: number | null): string =>
  value === null ? dash : `${formatNumber(value / 1000, 1, language.value)} kW`;
export const celsius = (value: number | null): string =>
  value === null ? dash : `${formatNumber(value, 1, language.value)} °C`;
export const percent = (value: number | null): string =>
  value === null ? dash : formatPct(value, 0, language.value);

/** How full a feed is, against 40 % and 80 %; the figure stands beside it. */
export function LoadBar({ bar: { feed, pct }, labelled = true }: { bar: FeedBar; labelled?: boolean }) {
  return (
    <span class={`load at-${toneOfLoad(pct)}`}>
      {labelled && (
        <b class={`feed-letter ${feed === "a" ? "filled" : ""}`}>{feed.toUpperCase().slice(0, 6)}</b>
      )}
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="6" />
        <rect class="fill" width={Math.min(100, pct ?? 0)} height="6" />
        <path class="mark" d="M40 0v6M80 0v6" />
      </svg>
      <span class="num">{pct === null ? <small class="t3">{t("dc.absent")}</small> : percent(pct)}</span>
    </span>
  );
}

/** Where a temperature lies by the recommended band. */
function InletBar({ at }: { at: number | null }) {
  const place = (value: number) => Math.min(100, Math.max(0, ((value - 14) / 22) * 100));
  return (
    <span class={`load at-${toneOfInlet(at)}`}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="6" />
        <rect
          class="band"
          x={place(inletC.least)}
          width={place(inletC.most) - place(inletC.least)}
          height="6"
        />
        {at !== null && <rect class="point" x={place(at) - 1.5} width="3" height="6" />}
      </svg>
      <span class="num">{celsius(at)}</span>
    </span>
  );
}

/** A rack from the front: unit 1 at the bottom, every device at its place with its state and a live reading. */
export function Elevation({ now: { rack, devices, bars, watts: drawn, temperatureC } }: { now: RackNow }) {
  const units = Array.from({ length: rack.heightU }, (_, at) => rack.heightU - at);
  return (
    <section class={`rack at-${tone[rack.class]}`} aria-label={t("dc.elevation", { name: rack.name })}>
      <header>
        <Glyph of={rack.class} />
        <h3>
          <Said text={rack.name} most={40} />
        </h3>
        <span class="num">{watts(drawn)}</span>
      </header>
      {bars.map((bar) => (
        <LoadBar key={bar.feed} bar={bar} />
      ))}
      <InletBar at={temperatureC} />
      <div class="frame" style={{ gridTemplateRows: `repeat(${rack.heightU}, var(--u))` }}>
        {units.map((u) => (
          <i key={u} class="u num" style={{ gridRow: rack.heightU - u + 1 }} aria-hidden="true">
            {u % 5 === 0 || u === 1 ? u : ""}
          </i>
        ))}
        {devices.map((device) => (
          <Mounted key={device.id} device={device} heightU={rack.heightU} />
        ))}
      </div>
    </section>
  );
}

function Mounted({ device, heightU }: { device: PlantDevice; heightU: number }) {
  const { id, name, class: of, feeds, rack, readings } = device;
  if (rack === undefined) return null;
  const top = Math.max(1, heightU - (rack.u + rack.heightU - 1) + 1);
  const [only] = feeds;
  const reading = readings.powerW !== undefined ? watts(readings.powerW) : "";
  return (
    <a
      class={`mounted of-${tone[of]}`}
      href={objectPath("device", id)}
      style={{ gridRow: `${top} / span ${Math.min(rack.heightU, heightU)}` }}
      title={`U${rack.u} · ${t(`class.${of}`)}`}
    >
      <Said text={name} most={60} />
      {only !== undefined && feeds.length === 1 && (
        <b class="single">
          <span aria-hidden="true">1</span>
          <span class="vh">{t("dc.single", { feed: only.toUpperCase() })}</span>
        </b>
      )}
      <span class="num reading">{reading}</span>
      <span class="vh">{t(`class.${of}`)}</span>
      <Glyph of={of} />
    </a>
  );
}
