import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { duration, moment, nothing } from "./figure.ts";
import { classLooks } from "./tone.ts";

/** A name as it may be shown: names of discovered objects come from devices. */
export function shownName(object: { id: string; name: string }): string {
  return deviceText(object.name, 120) || deviceText(object.id, 63);
}

/** `✗ down`: shape and word; colour is put on by whoever lays it out. */
export function classText(instantClass: InstantClass, look: Look): string {
  return `${classLooks[instantClass].glyph} ${say(look.language, `class.${instantClass}`)}`;
}

/** Why an object is in its state, in words; with what explains it, and an attempt not confirmed yet when there is one. */
export function reasonText(
  object: Pick<ObjectStatus, "reason" | "detail" | "soft" | "upstream" | "flapping" | "beneath"> &
    Partial<Pick<ObjectStatus, "class">>,
  language: Look["language"],
): string {
  const because: string[] = [];
  if (object.reason !== undefined) because.push(say(language, `reason.${object.reason}`));
  if (object.detail !== undefined) because.push(deviceText(object.detail, 160));
  const parts = [because.filter((part) => part !== "").join(": ")];
  if (object.beneath !== undefined)
    parts.push(say(language, "object.beneath", { state: say(language, `class.${object.beneath.class}`) }));
  if (object.upstream !== undefined)
    parts.push(say(language, "object.upstream", { name: shownName(object.upstream) }));
  if (object.flapping === true) parts.push(say(language, "object.flapping"));
  // of something that is down already another check that fails too says nothing new
  if (object.soft !== undefined && object.soft.state !== object.class)
    parts.push(
      say(language, "object.soft", {
        state: say(language, `class.${object.soft.state}`),
        attempt: object.soft.attempt,
        max: object.soft.maxAttempts,
      }),
    );
  return parts.filter((part) => part !== "").join(" · ");
}

export function sinceText(sinceMs: number | null, look: Look): string {
  return sinceMs === null ? nothing : duration(Math.max(0, look.nowMs - sinceMs) / 1000, look.language);
}

export const stateColumn: Column<Pick<ObjectStatus, "class">> = {
  key: "state",
  title: "column.state",
  raw: (row) => row.class,
  text: (row, look) => classText(row.class, look),
  csv: (row, look) => say(look.language, `class.${row.class}`),
  order: (row) => classLooks[row.class].rank,
  tone: (row) => classLooks[row.class].tone,
};
export const nameColumn: Column<{ id: string; name: string }> = {
  key: "name",
  title: "column.name",
  raw: shownName,
  shrinks: true,
};
export const idColumn: Column<{ id: string }> = {
  key: "id",
  title: "column.id",
  raw: (row) => deviceText(row.id, 63),
};
export const kindColumn: Column<Pick<ObjectStatus, "kind">> = {
  key: "kind",
  title: "column.kind",
  raw: (row) => row.kind,
  text: (row, look) => say(look.language, `kind.${row.kind}`),
};
export const sinceColumn: Column<ObjectStatus> = {
  key: "since",
  title: "column.since",
  csvTitle: "column.sinceMoment",
  raw: (row) => row.sinceMs,
  text: (row, look) => sinceText(row.sinceMs, look),
  csv: (row, look) => (row.sinceMs === null ? "" : moment(row.sinceMs, look.language, true)),
  align: "right",
};
export const reasonColumn: Column<ObjectStatus> = {
  key: "reason",
  title: "column.reason",
  raw: (row) => row.reason ?? null,
  text: (row, look) => reasonText(row, look.language),
  shrinks: true,
};
export const unitColumn: Column<ObjectStatus> = {
  key: "unit",
  title: "column.unit",
  raw: (row) => (row.unitName === undefined ? (row.unit ?? null) : deviceText(row.unitName, 120)),
  shrinks: true,
};
export const carrierColumn: Column<ObjectStatus> = {
  key: "carrier",
  title: "column.carrier",
  raw: (row) => (row.carrier === undefined ? null : deviceText(row.carrier, 60)),
};
export const addressColumn: Column<ObjectStatus> = {
  key: "address",
  title: "column.address",
  raw: (row) => (row.address === undefined ? null : deviceText(row.address, 253)),
};
export const lastResultColumn: Column<ObjectStatus> = {
  key: "last",
  title: "column.last",
  raw: (row) => row.lastResultMs,
  text: (row, look) => (row.lastResultMs === null ? nothing : moment(row.lastResultMs, look.language, true)),
  wide: true,
};

/** A failure not confirmed yet stands before what is simply up. */
function rank(row: ObjectStatus): number {
  return classLooks[row.class].rank - (row.soft === undefined ? 0 : 0.5);
}

/** Worst first; among the bad ones what broke last comes first, among the good ones by name. */
export function worstFirst<Row extends ObjectStatus>(
  rows: readonly Row[],
  language: Look["language"],
): Row[] {
  const collator = new Intl.Collator(language, { numeric: true });
  return rows.toSorted((a, b) => {
    const byRank = rank(a) - rank(b);
    if (byRank !== 0) return byRank;
    const troubled = a.class === "down" || a.class === "degraded" || a.class === "unknown";
    const bySince = troubled ? (b.sinceMs ?? 0) - (a.sinceMs ?? 0) : 0;
    return bySince === 0 ? collator.compare(a.name, b.name) : bySince;
  });
}
