import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { ReleaseOffered, ReleaseRow } from "@haidang/contract/release.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { bytes, moment, nothing } from "./figure.ts";

export const releaseColumns: readonly Column<ReleaseRow>[] = [
  { key: "sequence", title: "column.sequence", raw: (row) => row.sequence, align: "right" },
  { key: "version", title: "column.version", raw: (row) => row.version },
  {
    key: "bytes",
    title: "column.bytes",
    raw: (row) => row.bytes,
    text: (row, look) => bytes(row.bytes, look.language),
    csv: (row) => String(row.bytes),
    align: "right",
  },
  {
    key: "added",
    title: "column.added",
    raw: (row) => row.addedAtMs,
    text: (row, look) => moment(row.addedAtMs, look.language),
  },
  { key: "by", title: "column.by", raw: (row) => deviceText(row.by, 63) },
  { key: "sha256", title: "column.sha256", raw: (row) => row.sha256, wide: true },
];

/** What became of the version an agent was offered last. */
export function releaseText({ release }: Pick<AgentRow, "release">, look: Look): string {
  if (release === null) return nothing;
  const { state, version, why, applyAtMs } = release;
  const at = moment(applyAtMs, look.language);
  return say(look.language, `release.${state}`, { version, why: deviceText(why, 160), at });
}

export function renderOffered({ release, offered, applyAtMs }: ReleaseOffered, look: Look): string {
  const { language } = look;
  const { version } = release;
  const count = offered.length;
  const at = moment(applyAtMs, language);
  if (count === 0) return say(language, "upgrade.nobody", { version });
  return say(language, count === 1 ? "upgrade.one" : "upgrade.many", { version, count, at });
}
