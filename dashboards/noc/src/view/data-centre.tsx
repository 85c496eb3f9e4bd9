import { uptimeSchema } from "@haidang/contract/api.ts";
import { objectKey } from "@haidang/contract/object.ts";
import { type DataCentre, dataCentreSchema } from "@haidang/contract/power.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { dash, formatNumber, formatPct } from "../format.ts";
import { Failure } from "../part/failure.tsx";
import { Feed, rangeText } from "../part/feed.tsx";
import { Loading } from "../part/loading.tsx";
import { celsius, Elevation, percent, watts } from "../part/rack.tsx";
import { Said } from "../part/said.tsx";
import { Segment } from "../part/segment.tsx";
import { Glyph } from "../part/state.tsx";
import { UptimeCell } from "../part/uptime.tsx";
import { inletC, type RackNow, racksNow, roomsOf, sumOf, tierPct, toneOfInlet } from "../plant.ts";
import { pageTitle } from "../route.ts";
import { language } from "../setting.ts";
import { live, nowMs } from "../stream.ts";
import { t } from "../words/words.ts";

const monthMs = 30 * 86_400_000;
/** So many racks stand side by side. */
const shownRacks = 6;

/** Racks with what stands in them, what carries them, and whether one feed may go. */
export function DataCentrePage() {
  const title = t("nav.dataCentre");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  const fetched = useFetched(
    "data-centre",
    async () => (await get("/data-centre", dataCentreSchema)).data,
    10_000,
  );
  const uptime = useFetched("rack uptime", rackUptime, 600_000);
  return (
    <>
      <h1 class="vh">{title}</h1>
      <Failure of={fetched} what={title} />
      <Failure of={uptime} what={t("dc.uptime")} />
      {fetched.data === null ? (
        <Loading />
      ) : fetched.data.racks.length === 0 ? (
        <p class="card quiet">{t("dc.none")}</p>
      ) : (
        <Plant plant={withLive(fetched.data)} uptime={uptime.data} />
      )}
    </>
  );
}

async function rackUptime(): Promise<Map<string, UptimeRow>> {
  const toMs = nowMs.peek() ?? Date.now();
  const period = { from: new Date(toMs - monthMs).toISOString(), to: new Date(toMs).toISOString() };
  const { data } = await get("/uptime", uptimeSchema, { kind: "rack", ...period });
  return new Map(data.map((row) => [row.id, row]));
}

/** Readings come every few seconds, states at once. */
function withLive(plant: DataCentre): DataCentre {
  const { objects } = live.value;
  const now = <T extends { id: string; class: DataCentre["racks"][number]["class"] }>(
    kind: "rack" | "device",
    row: T,
  ): T => {
    const status = objects.get(objectKey({ kind, id: row.id }));
    return status === undefined || status.class === row.class ? row : { ...row, class: status.class };
  };
  return {
    ...plant,
    racks: plant.racks.map((row) => now("rack", row)),
    devices: plant.devices.map((row) => now("device", row)),
  };
}

function Plant({ plant, uptime }: { plant: DataCentre; uptime: ReadonlyMap<string, UptimeRow> | null }) {
  const rooms = roomsOf(plant.racks);
  const [chosen, setRoom] = useState("");
  const room = rooms.has(chosen) ? chosen : ([...rooms.keys()][0] ?? "");
  const racks = racksNow({ racks: rooms.get(room) ?? [], devices: plant.devices });
  const [from, setFrom] = useState("");
  const first = Math.max(
    0,
    racks.findIndex(({ rack }) => rack.id === from),
  );
  const shown = racks.slice(Math.min(first, Math.max(0, racks.length - shownRacks))).slice(0, shownRacks);
  return (
    <>
      <Summary plant={plant} racks={racksNow(plant)} uptime={uptime} />
      <div class="plant">
        <div class="column">
          <section class="card">
            <header>
              <h2>{t("dc.racks")}</h2>
              <Segment
                label={t("dc.room")}
                value={room}
                onChoose={setRoom}
                choices={[...rooms.keys()].map((value) => ({ value, text: value }))}
              />
            </header>
            <div class="elevations">
              {shown.map((now) => (
                <Elevation key={now.rack.id} now={now} />
              ))}
            </div>
            <RackTable racks={racks} uptime={uptime} onShow={setFrom} />
          </section>
        </div>
        <div class="column">
          <section class="card pad feeds">
            <h2>
              {t("dc.feeds")} <small class="t3">{t("dc.marks")}</small>
            </h2>
            {plant.feeds.length === 0 && <p class="quiet">{t("dc.absent")}</p>}
            {plant.feeds.map((row) => (
              <Feed key={row.id} row={row} devices={plant.devices} />
            ))}
          </section>
          <Redundancy rows={plant.redundancy} />
        </div>
      </div>
    </>
  );
}

function Summary({
  plant,
  racks,
  uptime,
}: {
  plant: DataCentre;
  racks: readonly RackNow[];
  uptime: ReadonlyMap<string, UptimeRow> | null;
}) {
  const readings = plant.devices.map((device) => device.readings);
  const humid = readings.flatMap(({ humidityPct }) => humidityPct ?? []);
  const runtimes = readings.flatMap(({ runtimeMin }) => runtimeMin ?? []);
  const charges = readings.flatMap(({ chargePct }) => chargePct ?? []);
  const warm = racks.flatMap(({ temperatureC }) => temperatureC ?? []);
  const kept = plant.redundancy.filter(({ spare }) => spare === true).length;
  const rows = racks.flatMap(({ rack }) => uptime?.get(rack.id) ?? []);
  const measured = rows.filter(({ coveragePct }) => (coveragePct ?? 0) >= 95);
  const below = measured.filter(({ availabilityPct }) => (availabilityPct ?? 100) < tierPct).length;
  const facts: ReadonlyArray<readonly [string, string, string]> = [
    [t("dc.load"), watts(sumOf(plant.feeds.map(({ loadW }) => loadW))), loads(plant)],
    [t("dc.inlet"), rangeText(warm), t("dc.inletBand", { least: inletC.least, most: inletC.most })],
    [
      t("dc.humidity"),
      humid.length === 0 ? dash : `${percent(Math.min(...humid))}–${percent(Math.max(...humid))}`,
      "",
    ],
    [
      t("dc.runtime"),
      runtimes.length === 0
        ? dash
        : t("dc.minutes", { count: formatNumber(Math.min(...runtimes), 0, language.value) }),
      charges.length === 0 ? t("dc.absent") : t("dc.charge", { pct: percent(Math.min(...charges)) }),
    ],
    [t("dc.redundancy"), t("dc.groups", { kept, all: plant.redundancy.length }), t("dc.kept")],
    [
      t("dc.uptime"),
      measured.length === 0 ? dash : t("dc.below", { count: below }),
      [
        t("dc.tier", { pct: formatPct(tierPct, 3, language.value) }),
        ...(rows.length > measured.length
          ? [t("dc.uncovered", { count: rows.length - measured.length })]
          : []),
      ].join(" · "),
    ],
  ];
  return (
    <dl class="facts card">
      {facts.map(([name, value, note]) => (
        <div key={name}>
          <dt class="t3">{name}</dt>
          <dd>
            <b class="live num">{value}</b>
            <span class="t2">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const loads = ({ feeds }: DataCentre) =>
  feeds.map(({ id, loadPct }) => `${id.toUpperCase()} ${percent(loadPct)}`).join(" · ");

/** Warmest first: heat, power, space and ports of every rack; a press shows its elevation. */
function RackTable({
  racks,
  uptime,
  onShow,
}: {
  racks: readonly RackNow[];
  uptime: ReadonlyMap<string, UptimeRow> | null;
  onShow: (id: string) => void;
}) {
  const ordered = racks.toSorted((a, b) => (b.temperatureC ?? -99) - (a.temperatureC ?? -99));
  return (
    <table class="rack-table">
      <caption class="vh">{t("dc.byHeat")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("dc.rack")}</th>
          <th scope="col" class="n">
            {t("dc.temperature")}
          </th>
          <th scope="col" class="n">
            {t("dc.power")}
          </th>
          <th scope="col" class="n opt">
            {t("dc.space")}
          </th>
          <th scope="col" class="n opt">
            {t("dc.ports")}
          </th>
          <th scope="col" class="n opt">
            {t("dc.uptime")}
          </th>
        </tr>
      </thead>
      <tbody>
        {ordered.map(({ rack, temperatureC, watts: drawn, usedU }) => (
          <tr key={rack.id}>
            <th scope="row">
              <button type="button" class="sort" onClick={() => onShow(rack.id)}>
                <Glyph of={rack.class} />
                <Said text={rack.name} most={40} />
                <span class="vh">{t(`class.${rack.class}`)}</span>
              </button>
            </th>
            <td class={`n at-${toneOfInlet(temperatureC)}`}>{celsius(temperatureC)}</td>
            <td class="n">
              {watts(drawn)}
              {rack.maxW !== undefined && <span class="t3"> / {watts(rack.maxW)}</span>}
            </td>
            <td class="n opt">
              {usedU}/{rack.heightU}
            </td>
            <td class="n opt">{rack.ports === undefined ? dash : `${rack.ports.up}/${rack.ports.total}`}</td>
            <td class="n opt">
              <UptimeCell row={uptime?.get(rack.id)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Redundancy({ rows }: { rows: DataCentre["redundancy"] }) {
  if (rows.length === 0) return null;
  return (
    <section class="card">
      <header>
        <h2>{t("dc.redundancy")}</h2>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("dc.group")}</th>
            <th scope="col" class="n">
              {t("dc.needs")}
            </th>
            <th scope="col" class="n">
              {t("dc.working")}
            </th>
            <th scope="col">{t("dc.spare")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ group, needs, has, working, spare }) => (
            <tr key={group}>
              <th scope="row">
                <Said text={group} most={60} />
              </th>
              <td class="n">{needs}</td>
              <td class="n">
                {working}/{has}
              </td>
              <td>
                <span class="state">
                  <Glyph of={spare === null ? "unknown" : spare ? "up" : "degraded"} />
                  {t(spare === null ? "dc.unsure" : spare ? "dc.kept" : "dc.lost")}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
