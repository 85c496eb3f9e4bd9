import { objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { capital, dash, formatClock, formatLoss, formatMs, formatPct } from "../format.ts";
import { Elapsed, Since } from "../part/elapsed.tsx";
import { Said } from "../part/said.tsx";
import { Glyph, tone, Why } from "../part/state.tsx";
import { objectPath, type PageKind } from "../route.ts";
import { language } from "../setting.ts";
import { live } from "../stream.ts";
import { t } from "../words/words.ts";
import type { Detail } from "./detail.ts";

/** What it is, how it is and why, and the figures of this moment. */
export function ObjectHead(props: { kind: PageKind; object: ObjectStatus; detail: Detail | null }) {
  const { kind, object, detail } = props;
  const colour = tone[object.class];
  return (
    <>
      <div class="head">
        <nav class="crumb t3" aria-label={t("object.crumb")}>
          <a href="/">{t("nav.overview")}</a>
          {" / "}
          {capital(t(`kind.${kind}`))}
          {object.unit !== undefined && (
            <>
              {" / "}
              <a href={objectPath("unit", object.unit)}>
                <Said text={object.unitName ?? object.unit} most={80} />
              </a>
            </>
          )}
        </nav>
        <h1>
          <Glyph of={object.class} />
          <Said text={object.name} most={120} />
        </h1>
        <p class="chips">
          <span class={`tag live ${colour}`}>
            {capital(t(`class.${object.class}`))}
            {object.sinceMs !== null && (
              <>
                {" · "}
                <Elapsed sinceMs={object.sinceMs} />
              </>
            )}
          </span>
          <Why object={object} />
          {object.discovered && <span class="chip">{capital(t("object.discovered"))}</span>}
        </p>
      </div>
      <div class="facts card">
        <div>
          <span class="t3">{t("object.state")}</span>
          <b class={`live ${colour}`}>{capital(t(`class.${object.class}`))}</b>
          <span class="t2">
            {object.sinceMs === null ? (
              t("object.neverMeasured")
            ) : (
              <>
                {t("object.since", { since: "" })}
                <Since ms={object.sinceMs} />
              </>
            )}
          </span>
        </div>
        {detail !== null && <Now detail={detail} object={object} />}
        {detail !== null && <Shares detail={detail} />}
      </div>
    </>
  );
}

/** The last measurement: round trip and loss, or how long a service took. */
function Now({ detail, object }: { detail: Detail; object: ObjectStatus }) {
  const chosen = language.value;
  const window = live.value.latency.get(objectKey(object));
  const doubtful = object.class === "unknown" || object.class === "unmonitored" ? "doubtful num" : "live num";
  if (detail.of === "service" && detail.row.totalMs !== undefined) {
    return (
      <div>
        <span class="t3">{t("object.answer")}</span>
        <b class={doubtful}>{formatMs(detail.row.totalMs, chosen)} ms</b>
        <span class="t2">{detail.row.statusCode !== undefined && `HTTP ${detail.row.statusCode}`}</span>
      </div>
    );
  }
  const seed = detail.of === "link" || detail.of === "video" ? detail.row.latency : undefined;
  const atMs = window?.timeMs ?? seed?.atMs;
  if (atMs === undefined) return null;
  const rttMs = window === undefined ? seed?.rttP50Ms : window.rttP50Ms;
  const lossPct = window?.lossPct ?? seed?.lossPct;
  return (
    <>
      <div>
        <span class="t3">{t("object.rtt")}</span>
        <b class={doubtful}>{typeof rttMs === "number" ? `${formatMs(rttMs, chosen)} ms` : dash}</b>
        <span class="t2 num">{t("object.atTime", { time: formatClock(atMs) })}</span>
      </div>
      <div>
        <span class="t3">{t("object.loss")}</span>
        <b class={doubtful}>{lossPct === undefined ? dash : formatLoss(lossPct, chosen)}</b>
        <span class="t2 num">{t("object.atTime", { time: formatClock(atMs) })}</span>
      </div>
    </>
  );
}

function Shares({ detail }: { detail: Detail }) {
  return (
    <>
      {detail.row.uptime.map(({ period, row: { availabilityPct, coveragePct } }) => {
        const enough = availabilityPct !== null && coveragePct !== null && coveragePct >= 95;
        return (
          <div key={period}>
            <span class="t3">
              {t("uptime.title")} {t(`uptime.${period}`)}
            </span>
            <b class="num">{enough ? formatPct(availabilityPct, 2, language.value) : dash}</b>
            <span class="t2">
              {coveragePct === null
                ? t("uptime.nothing")
                : t("uptime.coverage", { coverage: formatPct(coveragePct, 1, language.value) })}
            </span>
          </div>
        );
      })}
    </>
  );
}
