import { reportKinds } from "@haidang/contract/agreement.ts";
import { unitKinds } from "@haidang/contract/naming.ts";
import {
  type ReportHead,
  type ReportList,
  reportListSchema,
  reportSchema,
} from "@haidang/contract/report.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { reportWords } from "@haidang/contract/words/report.ts";
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, formatDateTime } from "../format.ts";
import { monthAway, monthOf } from "../month.ts";
import { goTo } from "../navigation.ts";
import { Failure } from "../part/failure.tsx";
import { Loading } from "../part/loading.tsx";
import { Said } from "../part/said.tsx";
import { pageTitle, reportPath } from "../route.ts";
import { language } from "../setting.ts";
import { live, nowMs } from "../stream.ts";
import { tr } from "../words/report.ts";
import { t } from "../words/words.ts";
import { useSubmit } from "./field.tsx";
import { useKept } from "./kept.ts";

/** Reports that were made, those that make themselves, and the way to make one. */
export function Reports() {
  const title = tr("reports.title");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  const fetched = useFetched("reports", async () => (await get("/reports", reportListSchema)).data, 30_000);
  const list = useKept("reports", fetched.data);
  return (
    <>
      <section class="card">
        <header>
          <h1 class="small">{title}</h1>
        </header>
        <Make />
        <Failure of={fetched} what={title} />
        {list === null && fetched.error === null && <Loading />}
        {list?.reports.length === 0 && <p class="quiet">{tr("reports.none")}</p>}
        {list !== null && list.reports.length > 0 && <Made rows={list.reports} />}
      </section>
      {list !== null && list.schedules.length > 0 && <Monthly rows={list.schedules} />}
    </>
  );
}

/** First days of a month and of the next, as the API reads them. */
function daysOf(month: string): { from: string; to: string } {
  return { from: `${month}-01`, to: `${monthAway(month, 1)}-01` };
}

function Make() {
  const now = nowMs.value ?? Date.now();
  const thisMonth = monthOf(now);
  const [kind, setKind] = useState<(typeof reportKinds)[number]>("sla");
  const [month, setMonth] = useState(() => monthAway(thisMonth, -1));
  const [carrier, setCarrier] = useState("");
  const [level, setLevel] = useState("");
  const carriers = [
    ...new Set([...live.value.objects.values()].flatMap(({ carrier: one }) => one ?? [])),
  ].toSorted();
  const { going, failure, submit } = useSubmit(
    async () => {
      const filter = { ...(carrier === "" ? {} : { carrier }), ...(level === "" ? {} : { level }) };
      const made = await post("/reports", { kind, ...daysOf(month), ...filter }, reportSchema);
      goTo(reportPath(made.head.number));
    },
    () => null,
  );
  const chosen = language.value;
  return (
    <form class="make" onSubmit={submit}>
      <Choice
        label={tr("reports.kind")}
        value={kind}
        onChoose={(value) => setKind(reportKinds.find((one) => one === value) ?? "sla")}
        choices={reportKinds.map((value) => [value, reportWords[chosen][`report.kind.${value}`]])}
      />
      <label>
        {tr("reports.month")}
        <input
          type="month"
          required
          max={thisMonth}
          value={month}
          onInput={(event) => setMonth(event.currentTarget.value)}
        />
      </label>
      <Choice
        label={tr("reports.carrier")}
        value={carrier}
        onChoose={setCarrier}
        choices={[
          ["", tr("reports.all")],
          ...carriers.map((one): [string, string] => [one, deviceText(one, 60)]),
        ]}
      />
      <Choice
        label={tr("reports.level")}
        value={level}
        onChoose={setLevel}
        choices={[
          ["", tr("reports.all")],
          ...unitKinds.map((one): [string, string] => [one, t(`unitKind.${one}`)]),
        ]}
      />
      <button type="submit" class="btn pri" disabled={going || month === ""}>
        {tr("reports.make")}
      </button>
      <span role="status" class="t2">
        {going && tr("reports.making")}
      </span>
      {failure !== "" && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </form>
  );
}

function Choice(props: {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, text: string])[];
  onChoose: (value: string) => void;
}) {
  return (
    <label>
      {props.label}
      <select value={props.value} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        {props.choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Made({ rows }: { rows: readonly ReportHead[] }) {
  const words = reportWords[language.value];
  return (
    <table class="report-list">
      <thead>
        <tr>
          <th scope="col">{tr("reports.number")}</th>
          <th scope="col">{tr("reports.kind")}</th>
          <th scope="col">{tr("reports.period")}</th>
          <th scope="col">{tr("reports.of")}</th>
          <th scope="col">{tr("reports.made")}</th>
          <th scope="col">{tr("reports.by")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.number}>
            <th scope="row">
              <a href={reportPath(row.number)}>{row.number}</a>
              {row.before !== null && (
                <span class="under">{tr("reports.instead", { number: row.before })}</span>
              )}
            </th>
            <td>{words[`report.kind.${row.kind}`]}</td>
            <td class="num">
              {formatDateTime(row.fromMs)} – {formatDateTime(row.toMs)}
            </td>
            <td>
              <Said text={filterText(row)} most={160} />
            </td>
            <td class="num">{formatDateTime(row.madeMs)}</td>
            <td>
              <Said text={row.by} most={60} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function filterText({ filter: { level, under, carrier, circuit, link, asOf } }: ReportHead): string {
  const parts = [
    level === undefined ? undefined : t(`unitKind.${level}`),
    under,
    carrier,
    circuit,
    link,
    asOf,
  ];
  const said = parts.filter((part) => part !== undefined).join(" · ");
  return said === "" ? tr("reports.all") : said;
}

function Monthly({ rows }: { rows: ReportList["schedules"] }) {
  return (
    <section class="card pad monthly">
      <h2>{tr("reports.monthly")}</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <Said text={row.name} most={120} />
            <span class="under">
              {tr("reports.next", { time: formatDateTime(row.nextMs) })} ·{" "}
              {tr("reports.recipients", { count: row.recipients, formats: row.formats.join(", ") })} ·{" "}
              {row.month === null
                ? capital(tr("reports.none-month"))
                : tr("reports.lastOf", { month: row.month, state: tr(`reports.${row.state}`) })}{" "}
              {row.report !== null && <a href={reportPath(row.report)}>{row.report}</a>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
