import { reportFormats } from "@haidang/contract/agreement.ts";
import { type Report, type ReportAgain, reportSchema } from "@haidang/contract/report.ts";
import { cellText } from "@haidang/contract/words/cell-text.ts";
import { type Cell, layOut, type Sheet } from "@haidang/contract/words/report-sheet.ts";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { dash, formatDateTime, formatNumber, formatPct } from "../format.ts";
import { Failure } from "../part/failure.tsx";
import { Loading } from "../part/loading.tsx";
import { Said } from "../part/said.tsx";
import { objectPath, pageTitle } from "../route.ts";
import { asError } from "../session.ts";
import { language } from "../setting.ts";
import { tr } from "../words/report.ts";
import { errorText } from "../words/words.ts";

/** A report does not change: it is asked for once in a while only because whoever leaves it open may lose his session. */
const everyMs = 600_000;
/** Rows of a table before somebody asks for all. */
const firstRows = 100;

/** One report as it was made, with what is otherwise now. */
export function ReportPage({ number }: { number: string }) {
  useEffect(() => {
    document.title = pageTitle(number);
  }, [number]);
  const path = `/reports/${encodeURIComponent(number)}`;
  const fetched = useFetched(`report ${number}`, async () => (await get(path, reportSchema)).data, everyMs);
  if (fetched.data === null)
    return (
      <section class="card">
        <Failure of={fetched} what={number} />
        {fetched.error === null && <Loading />}
      </section>
    );
  return <Whole report={fetched.data} path={path} />;
}

function Whole({ report, path }: { report: Report; path: string }) {
  const chosen = language.value;
  const laid = layOut(report.head, report.content, chosen);
  return (
    <>
      <section class="card pad report-head">
        <a class="back" href="/reports">
          {tr("report.back")}
        </a>
        <h1>
          {report.head.number} · {laid.title}
        </h1>
        {laid.lines.map((line) => (
          <p key={line} class="t2">
            <Said text={line} most={300} />
          </p>
        ))}
        <p class="downloads">
          {tr("report.download")}
          {reportFormats
            .filter((format) => format !== "json")
            .map((format) => (
              <a
                key={format}
                class="btn small"
                download
                href={`/api/v1${path}?format=${format}&language=${chosen}`}
              >
                {format.toUpperCase()}
              </a>
            ))}
        </p>
        <Again path={path} />
      </section>
      {laid.sheets
        .filter(({ rows }) => rows.length > 0)
        .map((sheet) => (
          <Table key={sheet.title} sheet={sheet} />
        ))}
      <section class="card pad small-print">
        {laid.notes.map((note) => (
          <p key={note} class="t3">
            {note}
          </p>
        ))}
      </section>
    </>
  );
}

function Again({ path }: { path: string }) {
  const [asking, setAsking] = useState(false);
  const [again, setAgain] = useState<ReportAgain | null>(null);
  const [failure, setFailure] = useState("");
  const ask = () => {
    setAsking(true);
    setFailure("");
    get(path, reportSchema, { again: "true" })
      .then(({ data }) => setAgain(data.again))
      .catch((error: unknown) => setFailure(errorText(asError(error))))
      .finally(() => setAsking(false));
  };
  return (
    <div class="again">
      <button type="button" class="btn small" disabled={asking} onClick={ask}>
        {tr("report.again")}
      </button>{" "}
      <span role="status">{asking && tr("report.asking")}</span>
      {failure !== "" && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {again !== null && <Changes again={again} />}
    </div>
  );
}

function Changes({ again }: { again: ReportAgain }) {
  const time = formatDateTime(again.atMs);
  if (!again.changed) return <p>{tr("report.same", { time })}</p>;
  const pct = (row: ReportAgain["changes"][number]["was"]) =>
    row === null || row.availabilityPct === null ? dash : formatPct(row.availabilityPct, 3, language.value);
  const money = (value: number) => formatNumber(value, 0, language.value);
  const { was, is } = again.credit;
  return (
    <>
      <p>{tr("report.changed", { time, hash: again.hash })}</p>
      {again.outagesChanged > 0 && <p>{tr("report.outagesChanged", { count: again.outagesChanged })}</p>}
      {was !== is && <p>{tr("report.creditChanged", { was: money(was), is: money(is) })}</p>}
      {again.changes.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{tr("report.link")}</th>
              <th scope="col" class="n">
                {tr("report.was")}
              </th>
              <th scope="col" class="n">
                {tr("report.is")}
              </th>
            </tr>
          </thead>
          <tbody>
            {again.changes.map((change) => (
              <tr key={change.id}>
                <th scope="row">
                  <a href={objectPath("link", change.id)}>
                    <Said text={change.name} most={120} />
                  </a>
                </th>
                <td class="n">{pct(change.was)}</td>
                <td class="n">{pct(change.is)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Table({ sheet: { title, columns, rows, total } }: { sheet: Sheet }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, firstRows);
  const chosen = language.value;
  const cells = (row: readonly Cell[]) =>
    columns.map(({ as }, at) => {
      const text = cellText(row[at] ?? null, as, chosen);
      return as === "text" ? (
        <td key={at}>
          <Said text={text} most={400} />
        </td>
      ) : (
        <td key={at} class="n">
          {text === "" ? dash : text}
        </td>
      );
    });
  return (
    <section class="card report-sheet">
      <header>
        <h2>{title}</h2>
        {rows.length > 1 && <span class="t2 num">{formatNumber(rows.length, 0, chosen)}</span>}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the page is scrolled by keyboard too */}
      <section class="scroll" tabIndex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              {columns.map(({ key, as, title: head }) => (
                <th key={key} scope="col" class={as === "text" ? undefined : "n"}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              // rows of a report never move
              <tr key={at}>{cells(row)}</tr>
            ))}
            {total !== undefined && <tr class="total">{cells(total)}</tr>}
          </tbody>
        </table>
      </section>
      {shown.length < rows.length && (
        <button type="button" class="btn wide" onClick={() => setAll(true)}>
          {tr("report.more", { count: formatNumber(rows.length, 0, chosen) })}
        </button>
      )}
    </section>
  );
}
