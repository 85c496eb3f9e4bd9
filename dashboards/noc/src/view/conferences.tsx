import { type ConferenceRow, conferenceRowSchema } from "@haidang/contract/conference.ts";
import { useEffect, useState } from "preact/hooks";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, dash, formatDateTime, formatNumber, formatTimeOfDay } from "../format.ts";
import { Failure } from "../part/failure.tsx";
import { Loading } from "../part/loading.tsx";
import { Totals } from "../part/readiness.tsx";
import { Said } from "../part/said.tsx";
import { Segment } from "../part/segment.tsx";
import { conferencePath, pageTitle } from "../route.ts";
import { language } from "../setting.ts";
import { tm } from "../words/conference.ts";
import { useKept } from "./kept.ts";

/** Meetings, soonest first. */
export function Conferences() {
  const title = tm("meetings.title");
  const [shown, setShown] = useState<"open" | "past">("open");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  const query: Record<string, string> = shown === "past" ? { all: "true" } : {};
  const fetched = useFetched(
    `conferences ${shown}`,
    async () => (await get("/conferences", z.array(conferenceRowSchema), query)).data,
    30_000,
  );
  const rows = useKept("conferences", fetched.data);
  return (
    <section class="card meetings">
      <header>
        <h1 class="small">{title}</h1>
        <Segment
          label={tm("meetings.show")}
          value={shown}
          onChoose={setShown}
          choices={[
            { value: "open", text: tm("meetings.open") },
            { value: "past", text: tm("meetings.past") },
          ]}
        />
      </header>
      <Failure of={fetched} what={title} />
      {rows === null && fetched.error === null && <Loading />}
      {rows?.length === 0 && (
        <p class="quiet">
          {tm("meetings.none")} {tm("meetings.noneHint")}
        </p>
      )}
      {rows !== null && rows.length > 0 && <Table rows={rows} />}
    </section>
  );
}

function Table({ rows }: { rows: readonly ConferenceRow[] }) {
  return (
    <table class="meeting-list">
      <thead>
        <tr>
          <th scope="col">{tm("meetings.name")}</th>
          <th scope="col">{tm("meetings.time")}</th>
          <th scope="col" class="n">
            {tm("meetings.points")}
          </th>
          <th scope="col">{tm("meetings.readiness")}</th>
          <th scope="col">{tm("meetings.owner")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <a href={conferencePath(row.id)}>
                <Said text={row.name} most={120} />
              </a>
              <span class="under">
                {row.id} · {capital(tm(`meeting.${row.state}`))}
              </span>
            </th>
            <td class="num">{meetingSpan(row)}</td>
            <td class="n num">{formatNumber(row.count, 0, language.value)}</td>
            <td>
              {row.last === null ? (
                <span class="t3">{capital(tm("meetings.notYet"))}</span>
              ) : (
                <>
                  <Totals totals={row.last.totals} />
                  <span class="under">{capital(tm(`stage.${row.last.stage}`))}</span>
                </>
              )}
            </td>
            <td>{row.ownerName === null ? dash : <Said text={row.ownerName} most={80} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `08:00–11:30 24/11/2026` */
export function meetingSpan({
  startMs,
  durationMin,
}: Pick<ConferenceRow, "startMs" | "durationMin">): string {
  const start = formatDateTime(startMs);
  return `${start.slice(0, 5)}–${formatTimeOfDay(startMs + durationMin * 60_000)}${start.slice(5)}`;
}
