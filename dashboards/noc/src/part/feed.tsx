import type { DataCentre, Failover, PlantDevice } from "@haidang/contract/power.ts";
import { failoverSchema, supplyRole } from "@haidang/contract/power.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, formatNumber } from "../format.ts";
import { objectPath } from "../route.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";
import { Failure } from "./failure.tsx";
import { celsius, LoadBar, percent, watts } from "./rack.tsx";
import { Said } from "./said.tsx";
import { Glyph } from "./state.tsx";

const everyMs = 30_000;
const mostNamed = 6;

/** One feed: what carries it on its way to the racks, its load, and whether it may be taken down now. */
export function Feed({
  row,
  devices,
}: {
  row: DataCentre["feeds"][number];
  devices: readonly PlantDevice[];
}) {
  const carriers = devices
    .filter(({ supplies }) => supplies?.feed === row.id && supplies.as !== "strip")
    .toSorted((a, b) => supplyRole(a) - supplyRole(b));
  return (
    <section class="feed" aria-labelledby={`feed-${row.id}`}>
      <header>
        <Glyph of={row.class} />
        <h3 id={`feed-${row.id}`}>{t("dc.feed", { feed: row.id.toUpperCase() })}</h3>
        <span class="num">{watts(row.loadW)}</span>
      </header>
      <LoadBar bar={{ feed: row.id, pct: row.loadPct, watts: row.loadW }} labelled={false} />
      <ul>
        {carriers.map((device) => (
          <Carrier key={device.id} device={device} />
        ))}
      </ul>
      <MayGo feed={row.id} moment={devices.map((device) => device.class).join()} />
    </section>
  );
}

function Carrier({ device: { id, name, class: of, supplies, readings, states } }: { device: PlantDevice }) {
  const as = supplies?.as ?? "meter";
  const figure = (value: number, unit: string) => `${formatNumber(value, 0, language.value)} ${unit}`;
  const told = [
    readings.onBattery === true && t("dc.onBattery"),
    readings.chargePct !== undefined && percent(readings.chargePct),
    readings.runtimeMin !== undefined &&
      t("dc.minutes", { count: formatNumber(readings.runtimeMin, 0, language.value) }),
    as === "ups" && readings.loadPct !== undefined && `${t("dc.power")} ${percent(readings.loadPct)}`,
    as !== "ups" && readings.powerW !== undefined && watts(readings.powerW),
    readings.voltageV !== undefined && figure(readings.voltageV, "V"),
    as === "ats" && states.length === 0 && t("dc.noStates"),
    ...(as === "ats" ? states.map((state) => `${state.name}: ${state.status}`) : []),
  ].filter((one) => one !== false);
  return (
    <li>
      <Glyph of={of} />
      <a href={objectPath("device", id)}>
        <Said text={name} most={60} />
      </a>
      <span class="t2 num told">
        {told.length === 0 ? t("dc.absent") : deviceText(told.join(" · "), 200)}
      </span>
    </li>
  );
}

const classOf = { yes: "up", no: "down", unknown: "unknown" } as const;

function MayGo({ feed, moment }: { feed: string; moment: string }) {
  const fetched = useFetched(
    `failover ${feed} ${moment}`,
    async () => (await get(`/feeds/${encodeURIComponent(feed)}/failover`, failoverSchema)).data,
    everyMs,
  );
  return (
    <div class="may-go">
      <h4>{t("dc.down")}</h4>
      <Failure of={fetched} what={t("dc.down")} />
      {fetched.data !== null && <Answered answer={fetched.data} />}
    </div>
  );
}

function Answered({ answer: { feed, answer, reasons, dies, follows, burdens } }: { answer: Failover }) {
  const names = (of: Failover["dies"]) => {
    const shown = of.slice(0, mostNamed).map(({ name }) => deviceText(name, 60));
    return of.length > mostNamed
      ? t("trouble.namesMore", { names: shown.join(", "), count: of.length - mostNamed })
      : shown.join(", ");
  };
  const [worst] = burdens;
  return (
    <>
      <p class="answer">
        <Glyph of={classOf[answer]} />
        <b>{t(`failover.${answer}`, { feed: feed.toUpperCase() })}</b>
      </p>
      <ul class="t2">
        {reasons.map(({ why, count }) => (
          <li key={why}>{capital(t(`failover.${why}`, { count }))}</li>
        ))}
        {dies.length > 0 && <li>{t("dc.dies", { names: names(dies) })}</li>}
        {follows.length > 0 && <li>{t("dc.follows", { names: names(follows) })}</li>}
        {worst !== undefined && (
          <li class="num">
            {t("dc.after", {
              name: deviceText(worst.name, 60),
              now: percent(worst.nowPct),
              after: percent(worst.afterPct),
            })}
          </li>
        )}
      </ul>
    </>
  );
}

/** The warmest and the coolest of some readings, in words. */
export function rangeText(values: readonly number[]): string {
  if (values.length === 0) return t("dc.absent");
  return `${formatNumber(Math.min(...values), 1, language.value)}–${celsius(Math.max(...values))}`;
}
