import type { ComponentChildren } from "preact";
import { formatBytes, formatNumber, formatPct, formatSpan } from "../format.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";

export type Fact = readonly [label: string, value: ComponentChildren];

/** Pairs of a label and a value; those without a value are left out. */
export function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  const known = facts.filter(([, value]) => value !== undefined && value !== "");
  if (known.length === 0) return null;
  return (
    <section class="card pad">
      <h2>{title}</h2>
      <dl class="kv">
        {known.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Figures of the machine an agent runs on. */
export function Host({ host }: { host: Readonly<Record<string, number>> }) {
  const chosen = language.value;
  const shown = (name: string, format: (value: number) => string) => {
    const value = host[name];
    return value === undefined ? undefined : format(value);
  };
  const load = (value: number) => formatNumber(value, 2, chosen);
  return (
    <Facts
      title={t("host.title")}
      facts={[
        [t("host.cpuPct"), shown("cpuPct", (value) => formatPct(value, 1, chosen))],
        [t("host.load1"), shown("load1", load)],
        [t("host.load5"), shown("load5", load)],
        [t("host.load15"), shown("load15", load)],
        [t("host.memory"), usedOf(host["memUsedBytes"], host["memTotalBytes"])],
        [t("host.swap"), usedOf(host["swapUsedBytes"], host["swapTotalBytes"])],
        [t("host.uptimeS"), shown("uptimeS", (value) => formatSpan(value, chosen))],
      ]}
    />
  );
}

function usedOf(used: number | undefined, total: number | undefined): string | undefined {
  if (used === undefined || total === undefined || total === 0) return undefined;
  return t("host.of", { used: formatBytes(used, language.value), total: formatBytes(total, language.value) });
}
