import { type Weekday, weekdays } from "@haidang/contract/calendar.ts";
import { type MaintenanceRow, maintenanceRowSchema, type WindowTime } from "@haidang/contract/maintenance.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { get, post } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, dash, formatDateTime, formatNumber } from "../format.ts";
import { fieldOf, instantOf } from "../month.ts";
import { language } from "../setting.ts";
import { live, nowMs } from "../stream.ts";
import { useSubmit } from "../view/field.tsx";
import { useKept } from "../view/kept.ts";
import { tw } from "../words/works.ts";
import { Failure } from "./failure.tsx";
import { Loading } from "./loading.tsx";
import { Pick, pickedFrom } from "./pick.tsx";
import { Said } from "./said.tsx";
import { Segment } from "./segment.tsx";

const hourMs = 3_600_000;

/** Maintenance windows: planning one, and those there are. */
export function WorksWindows({ onChanged }: { onChanged: () => void }) {
  const [shown, setShown] = useState<"open" | "all">("open");
  const query: Record<string, string> = shown === "all" ? { all: "true" } : {};
  const fetched = useFetched(
    `windows ${shown}`,
    async () => (await get("/maintenance", z.array(maintenanceRowSchema), query)).data,
    15_000,
  );
  const rows = useKept("windows", fetched.data);
  const changed = () => {
    fetched.retry();
    onChanged();
  };
  return (
    <section class="card">
      <header>
        <h2>{tw("works.windows")}</h2>
        <Segment
          label={tw("works.show")}
          value={shown}
          onChoose={setShown}
          choices={[
            { value: "open", text: tw("works.open") },
            { value: "all", text: tw("works.all") },
          ]}
        />
      </header>
      <Plan onPlanned={changed} />
      <Failure of={fetched} what={tw("works.windows")} />
      {rows === null && fetched.error === null && <Loading />}
      {rows?.length === 0 && <p class="quiet">{tw("works.noWindows")}</p>}
      {rows !== null && rows.length > 0 && <Windows rows={rows} onChanged={changed} />}
    </section>
  );
}

function Plan({ onPlanned }: { onPlanned: () => void }) {
  const soonMs = Math.ceil((nowMs.peek() ?? Date.now()) / hourMs) * hourMs + hourMs;
  const [of, setOf] = useState("");
  const [reason, setReason] = useState("");
  const [repeat, setRepeat] = useState<"once" | "weekly">("once");
  const [from, setFrom] = useState(() => fieldOf(soonMs));
  const [to, setTo] = useState(() => fieldOf(soonMs + 2 * hourMs));
  const [days, setDays] = useState<readonly Weekday[]>(["sun"]);
  const [hours, setHours] = useState({ from: "22:00", to: "02:00" });
  const [lost, setLost] = useState(false);
  const time = (): WindowTime | undefined => {
    if (repeat === "weekly")
      return {
        weekly: {
          days: [...days],
          hours: `${hours.from}-${hours.to}`,
          firstDay: fieldOf(soonMs).slice(0, 10),
        },
      };
    const [fromMs, toMs] = [instantOf(from), instantOf(to)];
    return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
  };
  const { going, failure, submit } = useSubmit(
    async () => {
      const scope = pickedFrom(of, live.peek().objects.values());
      const when = time();
      setLost(scope === undefined);
      if (scope === undefined || when === undefined) return;
      await post("/maintenance", { scope, time: when, reason }, maintenanceRowSchema);
      setOf("");
      setReason("");
      onPlanned();
    },
    (error) => (error.code === "usage" ? error.message : null),
  );
  return (
    <form class="make" onSubmit={submit}>
      <Pick value={of} onType={setOf} />
      <label>
        {tw("works.repeat")}
        <select
          value={repeat}
          onChange={(event) => setRepeat(event.currentTarget.value === "weekly" ? "weekly" : "once")}
        >
          <option value="once">{tw("works.once")}</option>
          <option value="weekly">{tw("works.weekly")}</option>
        </select>
      </label>
      {repeat === "once" ? (
        <>
          <Moment label={tw("works.from")} type="datetime-local" value={from} onType={setFrom} />
          <Moment label={tw("works.to")} type="datetime-local" value={to} onType={setTo} />
        </>
      ) : (
        <>
          <Days days={days} onChange={setDays} />
          <Moment
            label={tw("works.from")}
            type="time"
            value={hours.from}
            onType={(value) => setHours({ ...hours, from: value })}
          />
          <Moment
            label={tw("works.to")}
            type="time"
            value={hours.to}
            onType={(value) => setHours({ ...hours, to: value })}
          />
        </>
      )}
      <label class="reason">
        {tw("works.reason")}
        <input
          type="text"
          required
          maxLength={255}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="btn pri" disabled={going || (repeat === "weekly" && days.length === 0)}>
        {tw("works.plan")}
      </button>
      <p class="t3 note">{tw("works.planNote")}</p>
      {(lost || failure !== "") && (
        <p class="failure" role="alert">
          {lost ? tw("works.notFound") : failure}
        </p>
      )}
    </form>
  );
}

function Moment(props: {
  label: string;
  type: "datetime-local" | "time";
  value: string;
  onType: (value: string) => void;
}) {
  const { label, type, value, onType } = props;
  return (
    <label>
      {label}
      <input type={type} required value={value} onInput={(event) => onType(event.currentTarget.value)} />
    </label>
  );
}

function Days({ days, onChange }: { days: readonly Weekday[]; onChange: (days: Weekday[]) => void }) {
  const toggle = (day: Weekday) =>
    onChange(weekdays.filter((one) => (one === day ? !days.includes(one) : days.includes(one))));
  return (
    <fieldset class="days">
      <legend>{tw("works.days")}</legend>
      <span class="seg">
        {weekdays.map((day) => (
          <button type="button" key={day} aria-pressed={days.includes(day)} onClick={() => toggle(day)}>
            {tw(`weekday.${day}`)}
          </button>
        ))}
      </span>
    </fieldset>
  );
}

function Windows({ rows, onChanged }: { rows: readonly MaintenanceRow[]; onChanged: () => void }) {
  return (
    <table class="report-list">
      <thead>
        <tr>
          <th scope="col">{tw("works.covers")}</th>
          <th scope="col">{tw("works.when")}</th>
          <th scope="col">{tw("works.reason")}</th>
          <th scope="col">{tw("works.by")}</th>
          <th scope="col">
            <span class="vh">{tw("works.cancel")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Said text={row.scopeName} most={120} />
              <span class="under">
                {tw("works.objects", { count: formatNumber(row.objects, 0, language.value) })}
              </span>
            </th>
            <td>
              <span class={row.state === "running" ? "tag mnt" : "chip"}>
                {capital(tw(`state.${row.state}`))}
              </span>{" "}
              <span class="num">{spanOf(row)}</span>
              {row.annotation && <span class="under">{capital(tw("works.note"))}</span>}
            </td>
            <td>
              <Said text={row.reason} most={255} />
              {row.cancelled !== null && row.cancelled.reason !== "" && (
                <span class="under">
                  <Said text={row.cancelled.reason} most={255} />
                </span>
              )}
            </td>
            <td>
              <Said text={row.by} most={60} />
            </td>
            <td>
              {(row.state === "running" || row.state === "planned") && (
                <Cancel id={row.id} onChanged={onChanged} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function spanOf({ time, fromMs, toMs }: MaintenanceRow): string {
  const next =
    fromMs === null || toMs === null ? dash : `${formatDateTime(fromMs)} – ${formatDateTime(toMs)}`;
  if ("weekly" in time)
    return `${time.weekly.days.map((day) => tw(`weekday.${day}`)).join(", ")} ${time.weekly.hours} · ${next}`;
  if ("monthly" in time) return `${time.monthly.days.join(", ")} ${time.monthly.hours} · ${next}`;
  return next;
}

function Cancel({ id, onChanged }: { id: string; onChanged: () => void }) {
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState("");
  const { going, failure, submit } = useSubmit(
    async () => {
      await post(`/maintenance/${encodeURIComponent(id)}/cancel`, { reason }, maintenanceRowSchema);
      onChanged();
    },
    () => null,
  );
  if (!asked)
    return (
      <button type="button" class="btn small" onClick={() => setAsked(true)}>
        {tw("works.cancel")}
      </button>
    );
  return (
    <form class="act-line" onSubmit={submit}>
      <input
        type="text"
        aria-label={tw("works.cancelWhy")}
        placeholder={tw("works.cancelWhy")}
        maxLength={255}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <button type="submit" class="btn small" disabled={going}>
        {tw("works.cancel")}
      </button>
      <button type="button" class="btn small" onClick={() => setAsked(false)}>
        {tw("works.keep")}
      </button>
      {failure !== "" && <span role="alert">{failure}</span>}
    </form>
  );
}
