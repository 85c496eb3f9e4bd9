import type { ObjectKind } from "@haidang/contract/object.ts";
import type { InstantClass } from "@haidang/contract/state.ts";
import { dash, formatNumber } from "../format.ts";
import { language } from "../setting.ts";
import { live } from "../stream.ts";
import { type ClassCounts, countClasses } from "../well.ts";
import { t } from "../words/words.ts";
import { Glyph, tone } from "./state.tsx";

const cards = [
  { kind: "link", title: "figure.links" },
  { kind: "unit", title: "figure.units" },
  { kind: "device", title: "figure.devices" },
  { kind: "service", title: "figure.services" },
] as const satisfies readonly { kind: ObjectKind; title: string }[];

/** Always in this order, so that eyes learn the place. */
const partOrder: readonly InstantClass[] = [
  "up",
  "degraded",
  "down",
  "unknown",
  "maintenance",
  "unmonitored",
  "outOfPeriod",
];

/** How bad it is: working of all, and the parts that add up to all. */
export function Figures() {
  const { objects, agents } = live.value;
  const known = agents !== null;
  return (
    <div class="figures">
      {cards.map(({ kind, title }) => (
        <Figure key={kind} title={t(title)} counts={known ? countClasses(objects.values(), kind) : null} />
      ))}
    </div>
  );
}

function Figure({ title, counts }: { title: string; counts: ClassCounts | null }) {
  const working = counts === null ? 0 : counts.up + counts.degraded;
  const count = (value: number) => formatNumber(value, 0, language.value);
  const parts = partOrder.filter((name) => (counts?.[name] ?? 0) > 0);
  return (
    <section class="card figure">
      <h2>{title}</h2>
      <p class="big live">
        {counts === null ? (
          dash
        ) : (
          <>
            {count(working)}
            <small>/{count(counts.total)}</small>
          </>
        )}
      </p>
      <p class="parts live">
        {counts?.total === 0 && <span class="t3">{t("figure.none")}</span>}
        {parts.map((name) => (
          <span key={name} class={tone[name]}>
            <Glyph of={name} />
            <b class="num">{count(counts?.[name] ?? 0)}</b> {t(`class.${name}`)}
          </span>
        ))}
      </p>
    </section>
  );
}
