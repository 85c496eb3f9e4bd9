import { weekdays } from "@haidang/contract/calendar.ts";
import { type MaintenanceTime, maintenanceTimeSchema } from "@haidang/contract/maintenance.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { formatTimeOfDay } from "../format.ts";
import { type Day, monthAway, monthOf, weeksOf } from "../month.ts";
import { nowMs } from "../stream.ts";
import { useKept } from "../view/kept.ts";
import { tw } from "../words/works.ts";
import { Failure } from "./failure.tsx";
import { Said } from "./said.tsx";

/** Windows shown in a day; the others are counted. */
const mostADay = 4;

/** A month with every time that maintenance runs; `changes` grows when somebody here changed something. */
export function WorksCalendar({ changes }: { changes: number }) {
  const now = nowMs.value ?? Date.now();
  const [month, setMonth] = useState(() => monthOf(now));
  const weeks = weeksOf(month);
  const [first, last] = [weeks[0]?.[0], weeks.at(-1)?.at(-1)];
  const from = new Date(first?.fromMs ?? 0).toISOString();
  const to = new Date(last?.toMs ?? 0).toISOString();
  const fetched = useFetched(
    `works ${month} ${changes}`,
    async () => (await get("/maintenance/times", z.array(maintenanceTimeSchema), { from, to })).data,
    30_000,
  );
  const times = useKept(`works ${month}`, fetched.data);
  const shown = `${month.slice(5)}/${month.slice(0, 4)}`;
  const isEmpty = times !== null && !weeks.flat().some((day) => day.own && timesOf(day, times).length > 0);
  return (
    <section class="card calendar">
      <header>
        <h2>
          {tw("works.calendar")} <span class="num">{shown}</span>
        </h2>
        <span class="turn">
          <button
            type="button"
            class="btn small"
            aria-label={tw("works.before")}
            onClick={() => setMonth(monthAway(month, -1))}
          >
            ‹
          </button>
          <button
            type="button"
            class="btn small"
            aria-label={tw("works.after")}
            onClick={() => setMonth(monthAway(month, 1))}
          >
            ›
          </button>
        </span>
      </header>
      <Failure of={fetched} what={tw("works.calendar")} />
      <table>
        <caption class="vh">{shown}</caption>
        <thead>
          <tr>
            {weekdays.map((day) => (
              <th key={day} scope="col">
                {tw(`weekday.${day}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.day}>
              {week.map((day) => (
                <Cell key={day.day} day={day} times={timesOf(day, times ?? [])} now={now} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {isEmpty && <p class="quiet">{tw("works.noneThisMonth")}</p>}
    </section>
  );
}

function timesOf(day: Day, times: readonly MaintenanceTime[]): MaintenanceTime[] {
  return times.filter(({ fromMs, toMs }) => fromMs < day.toMs && toMs > day.fromMs);
}

function Cell({ day, times, now }: { day: Day; times: MaintenanceTime[]; now: number }) {
  const isToday = now >= day.fromMs && now < day.toMs;
  const classes = [day.own ? "" : "other", times.length === 0 ? "free" : ""].filter(Boolean).join(" ");
  return (
    <td class={classes} aria-current={isToday ? "date" : undefined}>
      <time class="num" dateTime={day.day}>
        {Number(day.day.slice(8))}
        <span class="vh">/{day.day.slice(5, 7)}</span>
      </time>
      {times.slice(0, mostADay).map((time) => (
        <Entry key={`${time.window} ${time.fromMs}`} time={time} day={day} now={now} />
      ))}
      {times.length > mostADay && (
        <span class="t3">{tw("works.more", { count: times.length - mostADay })}</span>
      )}
    </td>
  );
}

function Entry({ time, day, now }: { time: MaintenanceTime; day: Day; now: number }) {
  const { fromMs, toMs, scopeName, reason } = time;
  const from = fromMs < day.fromMs ? "00:00" : formatTimeOfDay(fromMs);
  const to = toMs > day.toMs ? "24:00" : formatTimeOfDay(toMs);
  const when = now >= toMs ? "past" : now >= fromMs ? "running" : "coming";
  return (
    <span class={`entry is-${when}`} title={reason}>
      <b class="num">
        {from}–{to}
      </b>{" "}
      <Said text={scopeName} most={60} />
    </span>
  );
}
