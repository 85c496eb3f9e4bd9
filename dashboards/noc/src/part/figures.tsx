import type { InstantClass } from "@haidang/contract/state.ts";
import { dash, formatNumber } from "../format.ts";
import { language } from "../setting.ts";
import { live } from "../stream.ts";
import { type ClassCounts, countClasses, usedKinds } from "../well.ts";
import { t } from "../words/words.ts";
import { Glyph, tone } from "./state.tsx";

const kinds = ["link", "unit", "device", "service", "video", "heartbeat"] as const;

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
      {usedKinds(kinds, objects.values()).map((kind) => (
        <Figure
          key={kind}
          title={t(`tab.${kind}`)}
          counts={known ? countClasses(objects.values(), kind) : null}
        />
      ))}
    </div>
  );
}

function Figure({ title, counts }: { title: string; counts: ClassCounts | null }) {
  const working = counts === null ? 0 : counts.up + counts.degraded;
  const count = (value: number) => formatNumber(value, 0, language.value);
  return (
    <section class="card figure">
      <h2>
        {title} <span class="wide">{t("figure.working")}</span>
      </h2>
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
      <ClassParts counts={counts} />
    </section>
  );
}

/** The parts of a total, each with its shape; nothing before they are known. */
export function ClassParts({ counts }: { counts: ClassCounts | null }) {
  const parts = partOrder.filter((name) => (counts?.[name] ?? 0) > 0);
  return (
    <p class="parts live">
      {counts?.total === 0 && <span class="t3">{t("figure.none")}</span>}
      {parts.map((name) => (
        <span key={name} class={tone[name]}>
          <Glyph of={name} />
          <b class="num">{formatNumber(counts?.[name] ?? 0, 0, language.value)}</b>{" "}
          <span class="word">{t(`class.${name}`)}</span>
        </span>
      ))}
    </p>
  );
}
