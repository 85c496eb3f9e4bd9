import type { ProvinceMap as Province } from "@haidang/contract/province-map.ts";
import type { InstantClass } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { capital } from "../format.ts";
import { goTo } from "../navigation.ts";
import { type Mark, marksOf, outlinePath, type Project, projectInto, waysOf } from "../province.ts";
import { objectPath } from "../route.ts";
import { language } from "../setting.ts";
import { live } from "../stream.ts";
import { t } from "../words/words.ts";
import { Glyph, tone } from "./state.tsx";

const mostNamed = 3;
const bad: ReadonlySet<InstantClass> = new Set(["down", "degraded", "unknown"]);

/** Units in their outlines, sites where they stand, links between them; a press leads to the unit. */
export function ProvinceMap({ map }: { map: Province }) {
  const frame = useRef<HTMLDivElement>(null);
  const box = useBox(frame);
  const { objects } = live.value;
  const chosen = language.value;
  const project = useMemo(() => (box === null ? null : projectInto(map, box)), [map, box]);
  const paths = useMemo(
    () => project && map.outlines.map(({ polygons }) => outlinePath(polygons, project)),
    [map, project],
  );
  const drawn = useMemo(() => {
    if (box === null || project === null || paths === null) return null;
    const marks = marksOf(map.places, objects);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: all that can be pressed here stands in the tables below too
      <svg
        width={box.width}
        height={box.height}
        role="img"
        aria-label={summary(marks)}
        onClick={(event) => openUnit(event.target)}
      >
        <path class="coast" d={paths.join("")} />
        {map.outlines.map(({ unit }, at) => {
          const status = unit === null ? undefined : objects.get(`unit/${unit}`);
          return (
            <path
              key={unit ?? at}
              class={`land ${status === undefined ? "" : `of-${tone[status.class]}`}`}
              d={paths[at]}
              data-unit={status?.id}
            >
              {status !== undefined && <title>{stateText(status.name, status.class)}</title>}
            </path>
          );
        })}
        {waysOf(map, objects).map((way) => (
          <Way key={`${way.from} ${way.to}`} of={way.class} from={project(way.from)} to={project(way.to)} />
        ))}
        {marks.map((mark) => (
          <MarkOf key={mark.at.join()} mark={mark} at={project(mark.at)} em={box.em} />
        ))}
        {placeCallouts(marks, project, box).map((callout) => (
          <Callout key={callout.mark.at.join()} {...callout} />
        ))}
      </svg>
    );
  }, [map, box, project, paths, objects, chosen]);
  return (
    <div class="map" ref={frame}>
      {drawn}
    </div>
  );
}

interface Box {
  width: number;
  height: number;
  marginPx: number;
  em: number;
}

/** The size the map has on the screen, so that its signs are as large there as words are. */
function useBox(frame: { current: HTMLDivElement | null }): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setBox({ width: element.clientWidth, height: element.clientHeight, marginPx: 1.5 * em, em });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return box === null || box.width === 0 ? null : box;
}

function openUnit(target: EventTarget | null): void {
  const unit = target instanceof Element ? target.closest("[data-unit]")?.getAttribute("data-unit") : null;
  if (unit) goTo(objectPath("unit", unit));
}

const stateText = (name: string, of: InstantClass) =>
  t("tell.one", { name: deviceText(name, 120), state: t(`class.${of}`) });

function summary(marks: readonly Mark[]): string {
  const unwell = marks.filter(({ worst }) => bad.has(worst.class));
  const names = unwell.slice(-5).map(({ worst }) => stateText(worst.name, worst.class));
  return [t("map.label", { places: marks.length, unwell: unwell.length }), ...names.reverse()].join("; ");
}

/** Links that carry are texture; the others have their colour and, cut, a gap with a cross. */
function Way({ of, from, to }: { of: InstantClass; from: readonly number[]; to: readonly number[] }) {
  const [x1 = 0, y1 = 0] = from;
  const [x2 = 0, y2 = 0] = to;
  return <line class={`way of-${tone[of]}`} x1={x1} y1={y1} x2={x2} y2={y2} />;
}

function MarkOf({ mark, at: [x, y], em }: { mark: Mark; at: readonly [number, number]; em: number }) {
  const { worst, sites, alike } = mark;
  const size = em * (worst.class === "up" ? 0.75 : bad.has(worst.class) ? 1.5 : 1.125);
  return (
    <svg
      class="mark"
      x={x - size / 2}
      y={y - size / 2}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      data-unit={worst.unit}
    >
      <title>
        {sites === 1
          ? stateText(worst.name, worst.class)
          : t("map.many", {
              name: deviceText(worst.unitName ?? worst.name, 120),
              state: t(`class.${worst.class}`),
              alike,
              sites,
            })}
      </title>
      <Glyph of={worst.class} />
    </svg>
  );
}

interface CalloutAt {
  mark: Mark;
  x: number;
  y: number;
  /** Words begin at the point, or end there. */
  side: "start" | "end";
}

/** The worst few by name, each beside its mark and none upon another. */
function placeCallouts(marks: readonly Mark[], project: Project, box: Box): CalloutAt[] {
  const placed: CalloutAt[] = [];
  const worst = marks.filter(({ worst: { class: of } }) => bad.has(of)).slice(-mostNamed);
  for (const mark of worst.reverse()) {
    const [x, y] = project(mark.at);
    const side = x > box.width * 0.6 ? "end" : "start";
    let lineY = y;
    while (placed.some((one) => Math.abs(one.y - lineY) < 2.75 * box.em)) lineY += box.em;
    placed.push({ mark, side, y: lineY, x: x + (side === "start" ? box.em : -box.em) });
  }
  return placed;
}

function Callout({ mark: { worst, alike }, x, y, side }: CalloutAt) {
  return (
    <text class={`callout ${tone[worst.class]}`} x={x} y={y} text-anchor={side}>
      <tspan class="name">{deviceText(worst.unitName ?? worst.name, 40)}</tspan>
      <tspan x={x} dy="1.3em">
        {capital(t(`class.${worst.class}`))}
        {alike > 1 && ` · ${t("map.sites", { count: alike })}`}
      </tspan>
    </text>
  );
}
