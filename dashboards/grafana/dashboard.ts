import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Setting, Sized } from "./panel.ts";
import { type Field, valuesOf } from "./query.ts";
import { say, type Word } from "./words.ts";

/** What the reader chooses at the head of a dashboard: ids that a measurement has. */
export interface Choice {
  name: string;
  label: Word;
  field: Field;
  where?: Readonly<Record<string, string>>;
  tag: string;
  /** Several at once, and all. */
  several?: true;
}

const width = 24;

/** Panels from left to right, in rows as high as their highest. */
export function dashboard(
  { source, language }: Setting,
  { id, title, choices = [], panels }: { id: string; title: Word; choices?: Choice[]; panels: Sized[] },
): Dashboard {
  const built = new DashboardBuilder(`Hải Đăng · ${say(language, title)}`)
    .uid(`haidang-${id}-${language}`)
    .tags(["haidang", language])
    .timezone("Asia/Ho_Chi_Minh")
    .time({ from: "now-24h", to: "now" })
    .refresh("1m")
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .withVariable(new DatasourceVariableBuilder("source").label(say(language, "source")).type(source));
  for (const choice of choices) {
    const { name, label, field, where, tag, several } = choice;
    const query = valuesOf(source, { field, tag, ...(where === undefined ? {} : { where }) });
    const variable = new QueryVariableBuilder(name)
      .label(say(language, label))
      .datasource({ type: source, uid: `\${source}` })
      .query(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc);
    built.withVariable(several === true ? variable.multi(true).includeAll(true).allValue(".*") : variable);
  }
  let [x, y, high] = [0, 0, 0];
  for (const [at, panel] of panels.entries()) {
    if (x + panel.width > width) [x, y, high] = [0, y + high, 0];
    const gridPos = { x, y, w: panel.width, h: panel.height };
    const placed = panel.build(at + 1).build();
    built.withPanel({ build: () => ({ ...placed, gridPos }) });
    x += panel.width;
    high = Math.max(high, panel.height);
  }
  return built.build();
}
