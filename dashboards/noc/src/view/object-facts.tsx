import type { VideoApiRow } from "@haidang/contract/video-api.ts";
import { dash, formatBps, formatDateTime, formatNumber, formatSince, formatSpan } from "../format.ts";
import { type Fact, Facts } from "../part/facts.tsx";
import { Said } from "../part/said.tsx";
import { objectPath } from "../route.ts";
import { language } from "../setting.ts";
import { nowMs } from "../stream.ts";
import { t } from "../words/words.ts";
import type { Detail } from "./detail.ts";

/** What the inventory and the device itself say of an object. */
export function ObjectFacts({ detail }: { detail: Detail }) {
  const { row } = detail;
  const last = row.lastResultMs === null ? dash : formatSince(row.lastResultMs, nowMs.value);
  const unit: Fact = [
    t(detail.of === "unit" ? "fact.parent" : "fact.unit"),
    row.unit && (
      <a href={objectPath("unit", row.unit)}>
        <Said text={row.unitName ?? row.unit} />
      </a>
    ),
  ];
  return (
    <Facts
      title={t("object.facts")}
      facts={[
        ...particular(detail),
        [t("fact.carrier"), said(row.carrier)],
        [t("fact.address"), said(row.address)],
        unit,
        [t("fact.id"), said(row.id)],
        [t("fact.lastResult"), last],
      ]}
    />
  );
}

function particular(detail: Detail): readonly Fact[] {
  switch (detail.of) {
    case "link": {
      const { siteName, circuit, cirBps, role } = detail.row;
      return [
        [t("fact.site"), said(siteName)],
        [t("fact.circuit"), said(circuit)],
        [t("fact.cir"), cirBps === undefined ? undefined : formatBps(cirBps, language.value)],
        [t("fact.role"), t(`role.${role}`)],
      ];
    }
    case "device": {
      const { siteName, sysName, sysDescr } = detail.row;
      return [
        [t("fact.site"), said(siteName)],
        [t("fact.sysName"), said(sysName)],
        [t("fact.sysDescr"), said(sysDescr)],
      ];
    }
    case "service": {
      const { url, statusCode } = detail.row;
      return [
        [t("fact.url"), said(url)],
        [t("fact.status"), statusCode],
      ];
    }
    case "video": {
      const { siteName, pointKind, sip, h323, api } = detail.row;
      const days = sip?.certificateDaysLeft;
      return [
        [t("fact.site"), said(siteName)],
        [t("fact.point"), t(`point.${pointKind}`)],
        [t("fact.sip"), sip?.statusCode],
        [t("fact.call"), (api?.inCall ?? sip?.inCall === true) ? t("point.inCall") : undefined],
        ...ownWords(api),
        [t("fact.certificate"), days === undefined ? undefined : formatNumber(days, 0, language.value)],
        [t("fact.ras"), said(h323?.ras)],
        [t("fact.gatekeeper"), said(h323?.gatekeeperName)],
      ];
    }
    case "heartbeat": {
      const { siteName, lastReportMs, dueMs, message, durationS } = detail.row;
      return [
        [t("fact.site"), said(siteName)],
        [t("fact.lastReport"), lastReportMs === null ? dash : formatSince(lastReportMs, nowMs.value)],
        [t("fact.awaited"), dueMs === undefined ? undefined : formatDateTime(dueMs)],
        [t("fact.took"), durationS === undefined ? undefined : formatSpan(durationS, language.value)],
        [t("fact.message"), said(message)],
      ];
    }
    case "unit":
      return [
        [t("fact.kind"), t(`unitKind.${detail.row.unitKind}`)],
        [t("fact.code"), said(detail.row.code)],
      ];
  }
}

/** What a video point says of itself; what it does not tell is left out. */
function ownWords(api: VideoApiRow | undefined): readonly Fact[] {
  if (api === undefined) return [];
  const bps = (value: number | undefined) => (value === undefined ? dash : formatBps(value, language.value));
  const both = (one: number | undefined, other: number | undefined, unit: string) =>
    one === undefined && other === undefined
      ? undefined
      : [one, other]
          .map((value) => (value === undefined ? dash : `${formatNumber(value, 2, language.value)} ${unit}`))
          .join(" / ");
  const hasRate = api.inCallBps !== undefined || api.outCallBps !== undefined;
  return [
    [t("fact.callRate"), hasRate ? `${bps(api.inCallBps)} / ${bps(api.outCallBps)}` : undefined],
    [t("fact.callLoss"), both(api.inLossPct, api.outLossPct, "%")],
    [t("fact.callJitter"), both(api.inJitterMs, api.outJitterMs, "ms")],
    [t("fact.sipRegistered"), yesOrNo(api.sipRegistered)],
    [t("fact.h323Registered"), yesOrNo(api.h323Registered)],
    [t("fact.model"), said(api.model)],
    [t("fact.software"), said(api.software)],
    [t("fact.faults"), said(api.faults)],
  ];
}

function yesOrNo(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : t(value ? "fact.yes" : "fact.no");
}

function said(text: string | undefined) {
  return text === undefined || text === "" ? undefined : <Said text={text} />;
}
