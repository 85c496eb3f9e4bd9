import { objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { useEffect } from "preact/hooks";
import { useFetched } from "../fetched.ts";
import { Chart } from "../part/chart.tsx";
import { Checks } from "../part/checks.tsx";
import { Host } from "../part/facts.tsx";
import { Failure } from "../part/failure.tsx";
import { Interfaces } from "../part/interfaces.tsx";
import { LinkWay } from "../part/link-way.tsx";
import { Loading } from "../part/loading.tsx";
import { Members } from "../part/members.tsx";
import { Ribbon, Stretches } from "../part/ribbon.tsx";
import { Sensors } from "../part/sensors.tsx";
import { Uptime } from "../part/uptime.tsx";
import { type PageKind, pageTitle } from "../route.ts";
import { live, nowMs } from "../stream.ts";
import { intervalsNow } from "../window.ts";
import { t } from "../words/words.ts";
import { askDetail, type Detail } from "./detail.ts";
import { useKept } from "./kept.ts";
import { Missing } from "./missing.tsx";
import { ObjectFacts } from "./object-facts.tsx";
import { ObjectHead } from "./object-head.tsx";

const dayMs = 86_400_000;

/** One link, device, service, video point or unit up close. */
export function ObjectPage({ kind, id }: { kind: PageKind; id: string }) {
  const key = objectKey({ kind, id });
  const status = live.value.objects.get(key);
  // A change of state asks anew at once: intervals and checks have changed with it.
  const detail = useFetched(
    `${key} ${status?.class ?? ""} ${status?.sinceMs ?? ""}`,
    () => askDetail(kind, id),
    60_000,
  );
  const kept = useKept(key, detail.data);
  const object = status ?? kept?.row;
  const title = object === undefined ? t(`tab.${kind}`) : deviceText(object.name, 120);
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  if (detail.error?.code === "not_found" && status === undefined) return <Missing />;
  return (
    <>
      {object !== undefined && <ObjectHead kind={kind} object={object} detail={kept} />}
      <Failure of={detail} what={t(`kind.${kind}`)} />
      {kept === null ? <Loading /> : <Body detail={kept} status={object ?? kept.row} />}
    </>
  );
}

function Body({ detail, status }: { detail: Detail; status: ObjectStatus }) {
  const { row } = detail;
  const toMs = nowMs.value ?? Date.now();
  const fromMs = toMs - dayMs;
  const intervals = intervalsNow(row.intervals, status, { fromMs, nowMs: toMs });
  const icmp = row.checks.find(({ probe }) => probe === "icmp");
  const http = row.checks.find(({ probe }) => probe === "http");
  const sip = row.checks.find(({ probe }) => probe === "sip");
  return (
    <div class="detail">
      <div class="column">
        <section class="card pad">
          <h2>{t("day.title")}</h2>
          {intervals.length === 0 ? (
            <p class="quiet">{t("day.none")}</p>
          ) : (
            <>
              <Ribbon intervals={intervals} fromMs={fromMs} toMs={toMs} />
              <Stretches intervals={intervals} />
            </>
          )}
        </section>
        {icmp !== undefined && (
          <Chart object={row} subject="latency" intervalMs={icmp.intervalMs} intervals={intervals} />
        )}
        {http !== undefined && (
          <Chart object={row} subject="answer" intervalMs={http.intervalMs} intervals={intervals} />
        )}
        {sip !== undefined && (
          <Chart object={row} subject="signalling" intervalMs={sip.intervalMs} intervals={intervals} />
        )}
        {detail.of === "device" && <Interfaces rows={detail.row.interfaces} />}
        {detail.of === "device" && detail.row.sensors.length > 0 && <Sensors rows={detail.row.sensors} />}
        {detail.of === "unit" && <Members members={detail.row.members} />}
        {(detail.of !== "unit" || row.checks.length > 0) && <Checks checks={row.checks} />}
      </div>
      <div class="column">
        <Uptime periods={row.uptime} />
        {detail.of === "link" && <LinkWay link={detail.row} />}
        {detail.of === "device" && detail.row.host !== undefined && <Host host={detail.row.host} />}
        <ObjectFacts detail={detail} />
      </div>
    </div>
  );
}
