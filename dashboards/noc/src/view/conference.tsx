import {
  type ConferenceDetail,
  conferenceDetailSchema,
  conferenceQualitySchema,
  type Readiness,
  type ReadinessGroup,
  readinessSchema,
} from "@haidang/contract/conference.ts";
import { countedPoints, findingText, fixText, meetingTime } from "@haidang/contract/words/conference.ts";
import { useEffect } from "preact/hooks";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, dash, formatNumber, formatTicking, formatTimeOfDay } from "../format.ts";
import { Failure } from "../part/failure.tsx";
import { Loading } from "../part/loading.tsx";
import { MeetingPoints } from "../part/meeting-points.tsx";
import { MeetingQuality } from "../part/meeting-quality.tsx";
import { classOf, Totals } from "../part/readiness.tsx";
import { Said } from "../part/said.tsx";
import { Glyph, tone } from "../part/state.tsx";
import { incidentPath, pageTitle } from "../route.ts";
import { language } from "../setting.ts";
import { nowMs } from "../stream.ts";
import { tm } from "../words/conference.ts";
import { t } from "../words/words.ts";
import { meetingSpan } from "./conferences.tsx";
import { useKept } from "./kept.ts";
import { Missing } from "./missing.tsx";

const everyMs = 30_000;
const mostNames = 6;

/** One meeting: how ready it is, what to mend first, each point; what it was like once it began. */
export function ConferencePage({ id }: { id: string }) {
  const path = `/conferences/${encodeURIComponent(id)}`;
  const detail = useFetched(
    `meeting ${id}`,
    async () => (await get(path, conferenceDetailSchema)).data,
    everyMs,
  );
  const readiness = useFetched(
    `readiness ${id}`,
    async () => (await get(`${path}/readiness`, readinessSchema)).data,
    everyMs,
  );
  const quality = useFetched(
    `quality ${id}`,
    async () => (await get(`${path}/quality`, conferenceQualitySchema)).data,
    60_000,
  );
  const meeting = useKept(`meeting ${id}`, detail.data);
  const found = useKept(`readiness ${id}`, readiness.data);
  const title = meeting?.name ?? id;
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  if (detail.error?.code === "not_found" && meeting === null) return <Missing />;
  const began = meeting !== null && (meeting.state === "running" || meeting.state === "over");
  const isAhead = meeting !== null && (meeting.state === "running" || meeting.state === "planned");
  return (
    <>
      <Failure of={detail} what={tm("meetings.name")} />
      {meeting === null ? <Loading /> : <Head meeting={meeting} readiness={isAhead ? found : null} />}
      {isAhead && <Failure of={readiness} what={tm("meetings.readiness")} />}
      {isAhead && found === null && readiness.error === null && <Loading />}
      {isAhead && found !== null && (
        <div class="meeting">
          <FixFirst readiness={found} />
          <MeetingPoints points={found.points} totals={found.totals} />
        </div>
      )}
      {began && <Failure of={quality} what={tm("meeting.quality")} />}
      {began && quality.data !== null && <MeetingQuality quality={quality.data} />}
    </>
  );
}

function Head({ meeting, readiness }: { meeting: ConferenceDetail; readiness: Readiness | null }) {
  const { name, id, quality, ownerName, count } = meeting;
  const number = (value: number) => formatNumber(value, Number.isInteger(value) ? 0 : 1, language.value);
  return (
    <section class="card meeting-head">
      <div>
        <nav class="crumb t3" aria-label={t("object.crumb")}>
          <a href="/conferences">{tm("meetings.title")}</a> / {id}
        </nav>
        <h1>
          <Said text={name} most={120} />
        </h1>
        <p class="t2">
          <span class="num">{meetingSpan(meeting)}</span> · {countedPoints(count, language.value)}
          {ownerName !== null && (
            <>
              {" · "}
              <Said text={tm("meeting.ownedBy", { name: ownerName })} most={120} />
            </>
          )}
        </p>
        <p class="t3">
          {capital(
            tm("meeting.asks", {
              ...{ rate: number(quality.callKbps), loss: number(quality.lossPct) },
              ...{ jitter: number(quality.jitterMs), rtt: number(quality.rttMs) },
            }),
          )}
        </p>
      </div>
      {readiness !== null && (
        <div class="meeting-sum" aria-live="polite">
          <Totals totals={readiness.totals} />
          <Changes readiness={readiness} />
        </div>
      )}
      <Countdown meeting={meeting} />
    </section>
  );
}

function Changes({ readiness: { changes } }: { readiness: Readiness }) {
  if (changes === null) return null;
  const { better, worse, stage, atMs } = changes;
  const since = tm("changes.since", { stage: tm(`stage.${stage}`), time: meetingTime(atMs) });
  return (
    <p class="t2">
      {since}: {better + worse === 0 ? tm("changes.none") : tm("changes.line", { better, worse })}
    </p>
  );
}

function Countdown({ meeting: { state, startMs } }: { meeting: ConferenceDetail }) {
  const now = nowMs.value;
  if (state !== "planned") return <p class="meeting-state t2">{capital(tm(`meeting.${state}`))}</p>;
  return (
    <p class="meeting-state">
      <b class="num" aria-live="off">
        {now === null ? dash : formatTicking(startMs - now, language.value)}
      </b>
      <span class="t2">{tm("meeting.starts")}</span>
    </p>
  );
}

function FixFirst({ readiness }: { readiness: Readiness }) {
  const { groups, points, atMs, tookMs } = readiness;
  const names = new Map(points.map(({ id, name }) => [id, name]));
  const unwatched = points.filter(({ layers }) => layers.power === "unwatched").length;
  return (
    <section class="card fix-first" aria-labelledby="fix-title">
      <header>
        <h2 id="fix-title">{tm("meeting.fixFirst")}</h2>
        <span class="t3">{tm("meeting.fixOrder")}</span>
      </header>
      {groups.length === 0 && <p class="quiet">{tm("meeting.allReady")}</p>}
      <ol>
        {groups.map((group) => (
          <Cause key={`${group.finding.code} ${group.points[0] ?? ""}`} group={group} names={names} />
        ))}
      </ol>
      <p class="quiet t3">
        {unwatched > 0 && `${tm("meeting.unwatched", { points: countedPoints(unwatched, language.value) })} `}
        {capital(tm("meeting.asOf", { time: formatTimeOfDay(atMs), ms: tookMs }))}
      </p>
    </section>
  );
}

function Cause({ group, names }: { group: ReadinessGroup; names: ReadonlyMap<string, string> }) {
  const { finding, points, bridges } = group;
  const of = classOf[finding.colour];
  const shown = points.slice(0, mostNames).map((id) => names.get(id) ?? id);
  const rest = points.length - shown.length;
  const { incident, ...plain } = finding;
  return (
    <li class={`trouble at-${tone[of]}`}>
      <p class="line">
        <Glyph of={of} />
        <b class={tone[of]}>
          <Said text={capital(findingText(plain, language.value))} most={400} />
        </b>
        {incident !== undefined && (
          <a class="chip lasting" href={incidentPath(incident)}>
            {incident}
          </a>
        )}
      </p>
      <p class="t2 place">
        <b>{countedPoints(points.length, language.value)}</b>
        {bridges > 0 && `, ${tm("points.andBridge")}`}: <Said text={shown.join(", ")} most={400} />
        {rest > 0 && ` ${tm("meeting.more", { count: rest })}`}
      </p>
      <p class="place">→ {fixText(finding, language.value)}</p>
    </li>
  );
}
