import type { StateCounts, Status } from "@haidang/contract/api.ts";
import { type ObjectKind, objectKinds } from "@haidang/contract/object.ts";
import { type InstantClass, instantClasses, type ObjectStatus } from "@haidang/contract/state.ts";
import { troubles as rootTroubles } from "@haidang/contract/trouble.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure } from "./figure.ts";
import {
  carrierColumn,
  idColumn,
  kindColumn,
  nameColumn,
  reasonColumn,
  sinceColumn,
  stateColumn,
  unitColumn,
  worstFirst,
} from "./object.ts";
import { renderTable } from "./table.ts";
import { classLooks, paint } from "./tone.ts";

export const statusColumns: readonly Column<ObjectStatus>[] = [
  stateColumn,
  kindColumn,
  nameColumn,
  { ...idColumn, wide: true },
  sinceColumn,
  reasonColumn,
  unitColumn,
  { ...carrierColumn, wide: true },
];

interface CountRow {
  kind: ObjectKind;
  counts: StateCounts;
}

/** Classes shown even when nobody is in them: their zero is news. */
const always: readonly InstantClass[] = ["up", "degraded", "down", "unknown"];

/** Counts by kind, agents, and below them whatever is not well, worst first. */
export function renderStatus(status: Status, columns: readonly Column<ObjectStatus>[], look: Look): string {
  const rows = objectKinds
    .map((kind): CountRow | undefined => {
      const counts = status.counts[kind];
      return counts === undefined || counts.total === 0 ? undefined : { kind, counts };
    })
    .filter((row) => row !== undefined);
  const sections =
    rows.length === 0
      ? [say(look.language, "status.empty")]
      : [
          renderTable(rows, countColumns(rows), look),
          agentsLine(status.agents, look),
          troubles(status, columns, look),
        ];
  return sections.join("\n\n");
}

function countColumns(rows: readonly CountRow[]): Column<CountRow>[] {
  const shown = instantClasses.filter(
    (name) => always.includes(name) || rows.some((row) => row.counts[name] > 0),
  );
  return [
    {
      key: "kind",
      title: "column.kind",
      raw: (row) => row.kind,
      text: (row, look) => say(look.language, `kind.${row.kind}`),
    },
    ...[...shown].map(
      (name): Column<CountRow> => ({
        key: name,
        title: `class.${name}`,
        raw: (row) => row.counts[name],
        text: (row, look) => figure(row.counts[name], look.language),
        tone: (row) => (row.counts[name] > 0 ? classLooks[name].tone : "dim"),
        align: "right",
      }),
    ),
    {
      key: "total",
      title: "column.total",
      raw: (row) => row.counts.total,
      text: (row, look) => figure(row.counts.total, look.language),
      align: "right",
    },
  ];
}

function agentsLine(agents: Status["agents"], look: Look): string {
  if (agents.total === 0) return paint(say(look.language, "status.noAgents"), "warn", look.color);
  const text = say(look.language, agents.silent > 0 ? "status.agentsSilent" : "status.agents", {
    total: figure(agents.total, look.language),
    silent: figure(agents.silent, look.language),
  });
  return paint(text, agents.silent > 0 ? "bad" : undefined, look.color);
}

/** What somebody may have to act on: in trouble, not known, or failing but not confirmed yet. */
export function isTroubled(object: ObjectStatus): boolean {
  return (
    object.class === "down" ||
    object.class === "degraded" ||
    object.class === "unknown" ||
    object.soft !== undefined
  );
}

/** What is said where nobody is in trouble: well, or not measured at all. */
export function nobodyTroubled(objects: readonly ObjectStatus[], look: Look): string {
  return objects.some((object) => object.class === "up")
    ? paint(say(look.language, "status.well"), "good", look.color)
    : say(look.language, "status.unmeasured");
}

function troubles(status: Status, columns: readonly Column<ObjectStatus>[], look: Look): string {
  const roots = rootTroubles(status.objects);
  const followers = new Set(roots.flatMap(({ follows }) => follows));
  const troubled = worstFirst(
    status.objects.filter((object) => isTroubled(object) && !followers.has(object)),
    look.language,
  );
  if (troubled.length === 0) return nobodyTroubled(status.objects, look);
  const title = say(look.language, "status.troubled", { count: figure(troubled.length, look.language) });
  const table = `${paint(title, "strong", look.color)}\n${renderTable(troubled, columns, look)}`;
  if (followers.size === 0) return table;
  const carried = say(look.language, "status.carried", { count: figure(followers.size, look.language) });
  return `${table}\n${paint(carried, "dim", look.color)}`;
}
