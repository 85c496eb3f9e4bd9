import type { AgentDetail, AgentRow } from "@haidang/contract/agent-api.ts";
import type { Facts, Hardware } from "@haidang/contract/agent-protocol.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type SayKey, say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { bytes, duration, figure, moment, nothing } from "./figure.ts";
import { idColumn, sinceText } from "./object.ts";
import { releaseText } from "./release.ts";
import { renderPairs } from "./table.ts";
import { paint } from "./tone.ts";

export const agentColumns: readonly Column<AgentRow>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => standingOf(row),
    text: (row, look) => `${standings[standingOf(row)].glyph} ${agentWord(row, look)}`,
    csv: (row, look) => agentWord(row, look),
    order: (row) => standings[standingOf(row)].order,
    tone: (row) => standings[standingOf(row)].tone,
  },
  idColumn,
  { key: "host", title: "column.host", raw: (row) => deviceText(row.hostName, 80), shrinks: true },
  {
    key: "seen",
    title: "column.seen",
    raw: (row) => row.lastSeenMs,
    text: (row, look) =>
      row.lastSeenMs === null
        ? nothing
        : say(look.language, "agent.ago", { duration: sinceText(row.lastSeenMs, look) }),
    csv: (row, look) => (row.lastSeenMs === null ? "" : moment(row.lastSeenMs, look.language, true)),
    align: "right",
  },
  { key: "checks", title: "column.checks", raw: (row) => row.checks, align: "right" },
  {
    key: "waiting",
    title: "column.waiting",
    raw: (row) => row.spoolBatches,
    text: (row, look) =>
      row.spoolBatches === null
        ? nothing
        : `${figure(row.spoolBatches, look.language)} (${bytes(row.spoolBytes, look.language)})`,
    csv: (row) => String(row.spoolBatches ?? ""),
    align: "right",
  },
  {
    key: "dropped",
    title: "column.dropped",
    raw: (row) => row.droppedPoints,
    text: (row, look) => (row.droppedPoints === null ? nothing : figure(row.droppedPoints, look.language)),
    csv: (row) => String(row.droppedPoints ?? ""),
    tone: (row) => ((row.droppedPoints ?? 0) > 0 ? "bad" : undefined),
    align: "right",
  },
  {
    key: "droppedRange",
    title: "column.droppedRange",
    raw: (row) => row.droppedFirstMs,
    text: (row, look) => rangeText(row.droppedFirstMs, row.droppedLastMs, look),
    wide: true,
  },
  {
    key: "oldestUnsent",
    title: "column.oldestUnsent",
    raw: (row) => row.oldestUnsentS,
    text: (row, look) =>
      (row.oldestUnsentS ?? 0) === 0 ? nothing : duration(row.oldestUnsentS ?? 0, look.language),
    csv: (row) => String(row.oldestUnsentS ?? ""),
    align: "right",
  },
  {
    key: "clock",
    title: "column.clock",
    raw: (row) => row.clockOffsetMs,
    text: (row, look) => clockText(row.clockOffsetMs, look),
    csv: (row) => String(row.clockOffsetMs ?? ""),
    tone: (row) => (row.reason === "clock_skew" ? "warn" : undefined),
    align: "right",
  },
  {
    key: "synchronised",
    title: "column.synchronised",
    raw: (row) => (row.clockSynchronised === null ? null : String(row.clockSynchronised)),
    text: (row, look) =>
      row.clockSynchronised === true ? say(look.language, "agent.synchronised") : nothing,
    wide: true,
  },
  { key: "version", title: "column.version", raw: (row) => deviceText(row.version, 40) },
  {
    key: "release",
    title: "column.release",
    raw: (row) => row.release?.state ?? null,
    text: releaseText,
    tone: (row) =>
      row.release?.state === "returned" || row.release?.state === "refused" ? "warn" : undefined,
    shrinks: true,
  },
  { key: "site", title: "column.site", raw: (row) => row.site },
  {
    key: "configuration",
    title: "column.configuration",
    raw: (row) => row.configVersion,
    text: configText,
    wide: true,
  },
  {
    key: "credential",
    title: "column.credential",
    raw: (row) => row.credentialSinceMs,
    text: credentialText,
    wide: true,
  },
  {
    key: "icmp",
    title: "column.icmp",
    raw: (row) => (row.icmpBy === null ? null : deviceText(row.icmpBy, 80)),
    wide: true,
  },
  {
    key: "enrolled",
    title: "column.enrolled",
    raw: (row) => row.enrolledAtMs,
    text: (row, look) => moment(row.enrolledAtMs, look.language),
    wide: true,
  },
];

const standings = {
  silent: { glyph: "✗", tone: "bad", order: 0 },
  pending: { glyph: "?", tone: "warn", order: 1 },
  skewed: { glyph: "▲", tone: "warn", order: 2 },
  refusing: { glyph: "▲", tone: "warn", order: 3 },
  reporting: { glyph: "●", tone: "good", order: 4 },
  revoked: { glyph: "-", tone: "dim", order: 5 },
} as const;

function standingOf({ state, silent, configRefused, reason }: AgentRow): keyof typeof standings {
  if (state !== "active") return state;
  if (silent) return "silent";
  if (configRefused > 0 && reason === null) return "refusing";
  return reason === "clock_skew" ? "skewed" : "reporting";
}

function agentWord(row: AgentRow, look: Look): string {
  return say(look.language, `agent.${standingOf(row)}`);
}

/** How far a clock is ahead of the control plane's: `+3 ms`, `-1h`. */
function clockText(offsetMs: number | null, { language }: Look): string {
  if (offsetMs === null) return nothing;
  const ms = Math.round(Math.abs(offsetMs));
  const sign = ms === 0 ? "" : offsetMs < 0 ? "-" : "+";
  return `${sign}${ms < 5000 ? `${figure(ms, language)} ms` : duration(ms / 1000, language)}`;
}

function rangeText(fromMs: number | null, toMs: number | null, { language }: Look): string {
  if (fromMs === null || toMs === null) return nothing;
  return `${moment(fromMs, language)} – ${moment(toMs, language)}`;
}

function configText({ configVersion, configSinceMs, configIsNewest }: AgentRow, look: Look): string {
  if (configVersion === null || configSinceMs === null) return nothing;
  const word = say(look.language, configIsNewest ? "agent.newest" : "agent.outdated");
  return `${configVersion.slice(0, 8)} (${word}), ${moment(configSinceMs, look.language)}`;
}

function credentialText({ credentialSinceMs, credentialOffered }: AgentRow, look: Look): string {
  if (credentialSinceMs === null) return nothing;
  const since = moment(credentialSinceMs, look.language);
  return credentialOffered ? `${since}, ${say(look.language, "agent.offered")}` : since;
}

/** Silent ones first, then those that wait for somebody; among equals who holds back or has lost most, then by name. */
export function worstAgentsFirst(rows: readonly AgentRow[]): AgentRow[] {
  const order = (row: AgentRow) => standings[standingOf(row)].order;
  return rows.toSorted(
    (a, b) =>
      order(a) - order(b) ||
      (b.oldestUnsentS ?? 0) - (a.oldestUnsentS ?? 0) ||
      (b.droppedPoints ?? 0) - (a.droppedPoints ?? 0) ||
      a.id.localeCompare(b.id),
  );
}

const shownApart = new Set(["state", "id", "host"]);

/** One agent in full: how it stands, what its machine is, and what that can reach. */
export function renderAgent(agent: AgentDetail, look: Look): string {
  const { glyph, tone } = standings[standingOf(agent)];
  const hub = agent.hub ? `, ${say(look.language, "agent.hub")}` : "";
  const name = paint(agent.id, "strong", look.color);
  const state = paint(`${glyph} ${agentWord(agent, look)}`, tone, look.color);
  const standing = agentColumns
    .filter(({ key, raw }) => !shownApart.has(key) && raw(agent) !== null)
    .map((column): Pair => [column.title, column.text?.(agent, look) ?? String(column.raw(agent))]);
  const heading = `${name}  (${deviceText(agent.hostName, 80)}${hub})\n${state}`;
  const sections = [heading, pairsText(standing, look)];
  if (agent.refused.length > 0) {
    const lines = agent.refused.map(({ check, why }) => `${deviceText(check, 160)}: ${deviceText(why, 200)}`);
    const title = paint(say(look.language, "agent.refused"), "strong", look.color);
    sections.push([title, ...lines].join("\n"));
  }
  if (agent.facts === null) sections.push(say(look.language, "agent.noFacts"));
  else {
    sections.push(titled("agent.machine", machinePairs(agent.facts, look), look));
    sections.push(titled("agent.surroundings", networkPairs(agent.facts, look), look));
  }
  return sections.join("\n\n");
}

type Pair = readonly [SayKey, string | undefined];

function titled(title: SayKey, pairs: readonly Pair[], look: Look): string {
  return `${paint(say(look.language, title), "strong", look.color)}\n${pairsText(pairs, look)}`;
}

function pairsText(pairs: readonly Pair[], look: Look): string {
  const known = pairs.flatMap(([key, value]): [string, string][] =>
    value === undefined || value === "" ? [] : [[say(look.language, key), deviceText(value, 400)]],
  );
  return renderPairs(known);
}

function machinePairs({ hardware = {}, ...facts }: Facts, look: Look): Pair[] {
  const model = [hardware.manufacturer, hardware.model].filter((word) => word !== undefined).join(" ");
  const memory = facts.memoryBytes === undefined ? undefined : bytes(facts.memoryBytes, look.language);
  return [
    ["column.model", model || facts.machine],
    ["column.serial", hardware.serial],
    ["agent.virtual", hardware.virtual],
    ["agent.bios", hardware.bios],
    ["column.os", facts.os],
    ["agent.kernel", facts.kernel],
    ["agent.processor", processorText(facts)],
    [
      "agent.memory",
      [memory, ...modulesText(hardware, look)].filter((text) => text !== undefined).join(" · "),
    ],
    ["agent.disks", disksText(hardware, look)],
  ];
}

function processorText({ cpu, cores }: Facts): string | undefined {
  return cores === undefined ? cpu : `${cores} × ${cpu ?? "?"}`;
}

/** Modules that are alike are counted. */
function modulesText({ memory = [] }: Hardware, look: Look): string[] {
  const alike = Map.groupBy(memory, (module) =>
    `${bytes(module.bytes, look.language)} ${module.type ?? ""}`.trim(),
  );
  return [...alike].map(([text, modules]) => `${modules.length} × ${text}`);
}

function disksText({ disks = [] }: Hardware, look: Look): string {
  return disks
    .map((disk) => [disk.name, disk.type, bytes(disk.bytes, look.language)].filter(Boolean).join(" "))
    .join(" · ");
}

function networkPairs({ addresses, gateway, resolvers, icmp }: Facts, look: Look): Pair[] {
  const found = (finding: Facts["gateway"]): string =>
    "address" in finding ? finding.address : say(look.language, `reason.${finding.missing}`);
  return [
    ["agent.addresses", addresses.join(" ")],
    ["agent.gateway", found(gateway)],
    ["agent.resolvers", resolvers.map(found).join(" ")],
    ["column.icmp", "by" in icmp ? icmp.by : say(look.language, `reason.${icmp.missing}`)],
  ];
}
