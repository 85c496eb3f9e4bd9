import type { InstantClass } from "@haidang/contract/state.ts";
import type { SlaBudget, UptimeRow } from "@haidang/contract/uptime.ts";
import { capital, dash, formatPct, formatSpan } from "../format.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";
import { Glyph } from "./state.tsx";

/** Below this share of the time measured, an availability would say more than is known. */
const enoughCoveragePct = 95;

type Period = "24h" | "7d" | "30d";

/** Availability in one table cell. */
export function UptimeCell({ row }: { row: UptimeRow | undefined }) {
  if (row === undefined) return <span class="t3">{dash}</span>;
  const { availabilityPct, coveragePct } = row;
  if (availabilityPct === null || coveragePct === null) return <span class="t3">{t("uptime.nothing")}</span>;
  if (coveragePct < enoughCoveragePct) {
    return (
      <span class="t3">
        <span class="vh">{t("uptime.notEnough", { coverage: "" })} </span>
        {t("uptime.notEnoughShort", { coverage: formatPct(coveragePct, 0, language.value) })}
      </span>
    );
  }
  return <span>{formatPct(availabilityPct, 2, language.value)}</span>;
}

/** Three periods, each with what it rests on. */
export function Uptime({ periods }: { periods: readonly { period: Period; row: UptimeRow }[] }) {
  return (
    <section class="card pad">
      <h2>{t("uptime.title")}</h2>
      <ul class="periods">
        {periods.map(({ period, row }) => (
          <li key={period}>
            <span class="t3">{t(`uptime.${period}`)}</span>
            <Share row={row} />
            {row.sla !== null && <Budget sla={row.sla} />}
          </li>
        ))}
      </ul>
      {periods
        .filter(({ period }) => period === "24h")
        .map(({ row }) => (
          <Parts key="parts" row={row} />
        ))}
    </section>
  );
}

function Share({ row: { availabilityPct, coveragePct, outages, seconds } }: { row: UptimeRow }) {
  if (availabilityPct === null || coveragePct === null) return <b class="t3">{t("uptime.nothing")}</b>;
  const coverage = formatPct(coveragePct, 1, language.value);
  if (coveragePct < enoughCoveragePct) return <b class="short">{t("uptime.notEnough", { coverage })}</b>;
  return (
    <>
      <b class="share">{formatPct(availabilityPct, 2, language.value)}</b>
      <span class="t2 basis">
        {t("uptime.coverage", { coverage })}
        {outages > 0 && (
          <>
            <br />
            {outages === 1 ? t("uptime.oneOutage") : t("uptime.outages", { count: outages })}
            <br />
            {formatSpan(seconds.down, language.value)}
          </>
        )}
      </span>
    </>
  );
}

/** What its target still allows it to be down in the period, or how far it is beyond that. */
function Budget({ sla: { targetPct, leftS } }: { sla: SlaBudget }) {
  const target = formatPct(targetPct, 2, language.value);
  const span = formatSpan(Math.abs(leftS), language.value);
  return (
    <span class={leftS < 0 ? "basis down" : "basis t2"}>
      {t(leftS < 0 ? "uptime.budgetOver" : "uptime.budgetLeft", { target, span })}
    </span>
  );
}

const partOrder: readonly InstantClass[] = [
  "up",
  "degraded",
  "down",
  "unknown",
  "maintenance",
  "unmonitored",
  "outOfPeriod",
];

function Parts({ row: { seconds } }: { row: UptimeRow }) {
  return (
    <>
      <h3>{t("uptime.parts")}</h3>
      <dl class="kv">
        {partOrder
          .filter((name) => seconds[name] > 0)
          .map((name) => (
            <div key={name}>
              <dt>
                <Glyph of={name} />
                {capital(t(`class.${name}`))}
              </dt>
              <dd>{formatSpan(seconds[name], language.value)}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
