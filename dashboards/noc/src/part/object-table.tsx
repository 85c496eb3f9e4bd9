import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { Component } from "preact";
import { useState } from "preact/hooks";
import { dash, formatLoss, formatMs, formatNumber } from "../format.ts";
import type { LatencyWindow } from "../live.ts";
import type { PageKind } from "../route.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";
import { Since } from "./elapsed.tsx";
import { Said } from "./said.tsx";
import { StateWord } from "./state.tsx";
import { ObjectLink } from "./troubles.tsx";
import { UptimeCell } from "./uptime.tsx";

export const sortColumns = ["name", "state", "uptime"] as const;
export type SortColumn = (typeof sortColumns)[number];

/** What a row shows beside the status itself. */
export interface RowExtra {
  rttMs: number | null;
  lossPct: number | null;
  /** Milliseconds a service took to answer, and with what. */
  answerMs: number | null;
  statusCode: number | null;
  uptime: UptimeRow | undefined;
}

export function extraOf(
  window: Pick<LatencyWindow, "rttP50Ms" | "lossPct"> | undefined,
  uptime: UptimeRow | undefined,
  answer: { totalMs?: number | undefined; statusCode?: number | undefined } = {},
): RowExtra {
  return {
    rttMs: window?.rttP50Ms ?? null,
    lossPct: window?.lossPct ?? null,
    answerMs: answer.totalMs ?? null,
    statusCode: answer.statusCode ?? null,
    uptime,
  };
}

interface TableProps {
  kind: PageKind;
  objects: readonly ObjectStatus[];
  extra: ReadonlyMap<ObjectKey, RowExtra>;
  sort: SortColumn;
  onSort: (column: SortColumn) => void;
}

/** More than one province has; beyond it each row would cost every visitor, and who looks for one searches. */
const mostRows = 500;

/** One kind of object in rows, the first of very many until all are asked for. */
export function ObjectTable(props: TableProps) {
  const { objects } = props;
  const [isWhole, setWhole] = useState(false);
  if (isWhole || objects.length <= mostRows) return <Rows {...props} />;
  const count = formatNumber(objects.length, 0, language.value);
  return (
    <>
      <Rows {...props} objects={objects.slice(0, mostRows)} />
      <p class="quiet">
        <button type="button" class="btn small" onClick={() => setWhole(true)}>
          {t("table.whole", { count })}
        </button>
      </p>
    </>
  );
}

/** Columns have set widths, so that nothing moves as values change. */
function Rows({ kind, objects, extra, sort, onSort }: TableProps) {
  return (
    <table class={`objects of-${kind}`}>
      <caption class="vh">{t(`tab.${kind}`)}</caption>
      <thead>
        <tr>
          <SortHead class="c-name" column="name" sort={sort} onSort={onSort} />
          <SortHead class="c-state" column="state" sort={sort} onSort={onSort} />
          <th scope="col" class="c-since opt">
            {t("column.since")}
          </th>
          {kind !== "unit" && kind !== "service" && (
            <>
              <th scope="col" class="c-num n">
                {t("column.rtt")}
              </th>
              <th scope="col" class="c-num n">
                {t("column.loss")}
              </th>
            </>
          )}
          {kind === "service" && (
            <>
              <th scope="col" class="c-num n">
                {t("column.answer")}
              </th>
              <th scope="col" class="c-num n">
                {t("column.status")}
              </th>
            </>
          )}
          <SortHead class="c-uptime n opt" column="uptime" sort={sort} onSort={onSort} />
        </tr>
      </thead>
      <tbody>
        {objects.map((object) => (
          <Row
            key={objectKey(object)}
            kind={kind}
            object={object}
            extra={extra.get(objectKey(object))}
            language={language.value}
          />
        ))}
      </tbody>
    </table>
  );
}

function SortHead(props: {
  class: string;
  column: SortColumn;
  sort: SortColumn;
  onSort: (column: SortColumn) => void;
}) {
  const { column, sort, onSort } = props;
  const sorted = column === sort;
  const name = t(`column.${column}`);
  // Names rise, states and availability start from the worst.
  const direction = sorted ? "ascending" : undefined;
  return (
    <th scope="col" class={props.class} aria-sort={direction}>
      <button
        type="button"
        class="sort"
        aria-label={`${name}, ${t("table.sort", { column: name.toLocaleLowerCase("vi") })}`}
        onClick={() => onSort(column)}
      >
        {name}
        <span aria-hidden="true">{sorted ? " ↓" : ""}</span>
      </button>
    </th>
  );
}

interface RowProps {
  kind: PageKind;
  object: ObjectStatus;
  extra: RowExtra | undefined;
  language: string;
}

/** Hundreds of rows stand on a page that hears dozens of events a second: only the rows that changed are drawn. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { kind, object, extra, language: chosen } = this.props;
    return (
      next.object !== object ||
      next.kind !== kind ||
      next.language !== chosen ||
      !sameExtra(next.extra, extra)
    );
  }

  override render({ kind, object, extra }: RowProps) {
    const within = object.unitName;
    return (
      <tr>
        <th scope="row" class="c-name">
          <ObjectLink object={object} />
          {within !== undefined && (
            <span class="under">
              <Said text={within} most={80} />
              {object.carrier !== undefined && (
                <>
                  {" · "}
                  <Said text={object.carrier} most={60} />
                </>
              )}
            </span>
          )}
        </th>
        <td class="c-state">
          <StateWord of={object.class} />
        </td>
        <td class="c-since opt t2">
          <Since ms={object.sinceMs} />
        </td>
        <Measured kind={kind} object={object} extra={extra} />
        <td class="c-uptime n opt">
          <UptimeCell row={extra?.uptime} />
        </td>
      </tr>
    );
  }
}

/** The two cells of the last measurement; struck through when nobody can say that it still holds. */
function Measured({ kind, object, extra }: Omit<RowProps, "language">) {
  if (kind === "unit") return null;
  const doubtful = object.class === "unknown" || object.class === "unmonitored";
  const style = doubtful ? "c-num n doubtful" : "c-num n live";
  const ms = kind === "service" ? extra?.answerMs : extra?.rttMs;
  const second =
    kind === "service"
      ? text(extra?.statusCode, String)
      : text(extra?.lossPct, (pct) => formatLoss(pct, language.value));
  return (
    <>
      <td class={style}>{text(ms, (value) => formatMs(value, language.value))}</td>
      <td class={style}>{second}</td>
    </>
  );
}

function text(value: number | null | undefined, format: (value: number) => string) {
  return value === null || value === undefined ? (
    <span class="t3">{dash}</span>
  ) : (
    <span>{format(value)}</span>
  );
}

function sameExtra(a: RowExtra | undefined, b: RowExtra | undefined): boolean {
  return (
    a?.rttMs === b?.rttMs &&
    a?.lossPct === b?.lossPct &&
    a?.answerMs === b?.answerMs &&
    a?.statusCode === b?.statusCode &&
    a?.uptime === b?.uptime
  );
}
