import type { LinkDetail } from "@haidang/contract/row.ts";
import { dash, formatBps, formatNumber, formatPct, formatSince } from "../format.ts";
import { language } from "../setting.ts";
import { nowMs } from "../stream.ts";
import { t } from "../words/words.ts";
import { type Fact, Facts } from "./facts.tsx";
import { Said } from "./said.tsx";

type Way = Pick<LinkDetail, "utilisation" | "load" | "path">;

/** How full a link is in each direction, and which way it goes. */
export function LinkWay({ link }: { link: Way }) {
  return <Facts title={t("way.title")} facts={[...loadFacts(link), ...pathFacts(link)]} />;
}

function share(pct: number | null | undefined, bps: number | null | undefined): string {
  if (pct === null || pct === undefined || bps === null || bps === undefined) return dash;
  return `${formatPct(pct, 1, language.value)} (${formatBps(bps, language.value)})`;
}

function loadFacts({ utilisation, load }: Way): Fact[] {
  if ("unknown" in load) return [[t("way.load"), t(`way.${load.unknown}`)]];
  return [
    [t("way.in"), share(utilisation?.inPct, utilisation?.inBps)],
    [t("way.out"), share(utilisation?.outPct, utilisation?.outBps)],
    [t("way.inP95"), share(load.in?.p95Pct, load.in?.p95Bps)],
    [t("way.outP95"), share(load.out?.p95Pct, load.out?.p95Bps)],
    [t("way.inPeak"), share(load.in?.peakPct, load.in?.peakBps)],
    [t("way.outPeak"), share(load.out?.peakPct, load.out?.peakBps)],
  ];
}

function pathFacts({ path }: Way): Fact[] {
  if (path === undefined) return [[t("way.path"), t("way.untraced")]];
  const hops = path.hops.map(({ address }) => address ?? "*");
  const [change] = path.changes;
  return [
    [
      t("way.path"),
      <Said key="path" text={[...hops, ...(path.reached ? [] : ["…"])].join(" → ")} most={1500} />,
    ],
    [
      t("way.mtu"),
      path.pmtuBytes === undefined
        ? dash
        : t("way.bytes", { bytes: formatNumber(path.pmtuBytes, 0, language.value) }),
    ],
    [t("way.traced"), formatSince(path.atMs, nowMs.value)],
    [t("way.changed"), change === undefined ? t("way.unchanged") : formatSince(change.atMs, nowMs.value)],
  ];
}
