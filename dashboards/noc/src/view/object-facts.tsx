import { dash, formatBps, formatNumber, formatSince } from "../format.ts";
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
      const { siteName, pointKind, sip, h323 } = detail.row;
      const days = sip?.certificateDaysLeft;
      return [
        [t("fact.site"), said(siteName)],
        [t("fact.point"), t(`point.${pointKind}`)],
        [t("fact.sip"), sip?.statusCode],
        [t("fact.call"), sip?.inCall === true ? t("point.inCall") : undefined],
        [t("fact.certificate"), days === undefined ? undefined : formatNumber(days, 0, language.value)],
        [t("fact.ras"), said(h323?.ras)],
        [t("fact.gatekeeper"), said(h323?.gatekeeperName)],
      ];
    }
    case "unit":
      return [
        [t("fact.kind"), t(`unitKind.${detail.row.unitKind}`)],
        [t("fact.code"), said(detail.row.code)],
      ];
  }
}

function said(text: string | undefined) {
  return text === undefined || text === "" ? undefined : <Said text={text} />;
}
