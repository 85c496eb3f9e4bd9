import {
  type EvidenceLedger,
  type EvidenceLink,
  type EvidenceManifest,
  evidenceFiles,
} from "@haidang/contract/evidence.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import { objectKey } from "@haidang/contract/object.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { ReportContent, ReportHead } from "@haidang/contract/report.ts";
import { languages } from "@haidang/contract/text.ts";
import { csvText } from "@haidang/contract/words/csv.ts";
import { layOut, sayIn } from "@haidang/contract/words/report-sheet.ts";
import { strToU8, zipSync } from "fflate";
import type { World } from "../../inventory/world.ts";
import type { Assignments } from "../../state/assignments.ts";
import { coveredBy } from "../../state/maintenance.ts";
import type { RecordStore } from "../../store/records.ts";
import type { SeriesStore } from "../../store/series.ts";
import { writeHtml } from "../write/html.ts";
import { type ClockRow, clocksOf, marginMs, rawResults } from "./raw.ts";
import { clockSheet, timelineSheet } from "./sheets.ts";
import { fingerprintOf, publicKeyText, type SigningKeys, sha256Of, signBytes, signingKey } from "./sign.ts";

export interface PackSources {
  records: RecordStore;
  series: Pick<SeriesStore, "range" | "aggregate">;
  assignments: Pick<Assignments, "of">;
  world: () => World;
  keys: SigningKeys;
}

/** Raw results of one pack, some 15 MB unpacked. */
const mostPoints = 150_000;

/** One file with all a report rests on, signed; `verifyPack` needs nothing else. */
export async function makePack(
  sources: PackSources,
  { head, content }: { head: ReportHead; content: ReportContent },
  { by, nowMs }: { by: string; nowMs: number },
): Promise<{ name: string; bytes: Buffer; fingerprint: string }> {
  const key = signingKey(sources.keys);
  const publicKey = publicKeyText(key);
  const { ledger, points, outagesWithoutRaw } = await gather(sources, content);
  const agents = [...new Set(ledger.links.flatMap(({ checks }) => checks.map(({ agent }) => agent)))];
  const clocks = await clocksOf(sources.series, agents, content);
  const fingerprint = fingerprintOf(publicKey);
  const files: Record<string, Buffer> = {
    [evidenceFiles.claims]: jsonBytes(content),
    [evidenceFiles.ledger]: jsonBytes(ledger),
    [evidenceFiles.points]: Buffer.from(encodePoints(points)),
    [evidenceFiles.clocks]: clockBytes(clocks),
  };
  for (const language of languages) {
    const laid = layOut(head, content, language);
    const sheets = [...laid.sheets, timelineSheet(ledger, content, language), clockSheet(clocks, language)];
    const notes = [...laid.notes, sayIn(language)("report.evidenceNote", { fingerprint })];
    files[`${language === "vi" ? "doc-truoc" : "read-first"}.html`] = writeHtml({ ...laid, sheets, notes });
  }
  const manifest: EvidenceManifest = {
    ...{ format: "haidang-evidence/1", madeMs: nowMs, by, outagesWithoutRaw, publicKey },
    files: Object.entries(files).map(([name, bytes]) => ({
      name,
      bytes: bytes.length,
      sha256: sha256Of(bytes),
    })),
  };
  const signed = jsonBytes(manifest);
  const zipped = zipSync(
    {
      [evidenceFiles.manifest]: signed,
      [evidenceFiles.signature]: strToU8(`${signBytes(signed, key)}\n`),
      ...files,
    },
    { level: 6, mtime: nowMs },
  );
  return { name: `${head.number}-evidence.zip`, bytes: Buffer.from(zipped), fingerprint };
}

const jsonBytes = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

function clockBytes(clocks: readonly ClockRow[]): Buffer {
  const rows = clocks.map(({ agent, leastMs, mostMs }) => [agent, String(leastMs), String(mostMs)]);
  return Buffer.from(csvText([["agent", "leastOffsetMs", "mostOffsetMs"], ...rows], "en"));
}

interface Gathered {
  ledger: EvidenceLedger;
  points: Point[];
  outagesWithoutRaw: number;
}

async function gather(sources: PackSources, content: ReportContent): Promise<Gathered> {
  const points: Point[] = [];
  const links: EvidenceLink[] = [];
  let outagesWithoutRaw = 0;
  for (const { id } of content.rows) {
    const link = ledgerOf(sources, id, content);
    for (const stretch of stretchesAround(content, id)) {
      const found = points.length < mostPoints ? await rawResults(sources.series, id, stretch) : undefined;
      if (found === undefined || points.length + found.length > mostPoints)
        outagesWithoutRaw += stretch.outages;
      else {
        link.raw.push({ fromMs: stretch.fromMs, toMs: stretch.toMs });
        for (const point of found) points.push(point);
      }
    }
    links.push(link);
  }
  return { ledger: { links }, points, outagesWithoutRaw };
}

/** Stretches around the outages of a link, those that meet as one. */
function stretchesAround({ outages, fromMs: beginMs, toMs: endMs }: ReportContent, id: string) {
  const found: Array<{ fromMs: number; toMs: number; outages: number }> = [];
  for (const { object, fromMs, toMs } of outages) {
    if (object.id !== id) continue;
    const around = { fromMs: Math.max(beginMs, fromMs - marginMs), toMs: Math.min(endMs, toMs + marginMs) };
    const last = found.at(-1);
    if (last !== undefined && last.toMs >= around.fromMs) {
      last.toMs = Math.max(last.toMs, around.toMs);
      last.outages += 1;
    } else found.push({ ...around, outages: 1 });
  }
  return found;
}

/** What the ledger has of a link over the period, without secrets and addresses. */
function ledgerOf(
  { records, assignments, world }: PackSources,
  id: string,
  { fromMs, toMs }: ReportContent,
): EvidenceLink {
  const object = { kind: "link", id } as const;
  const key = objectKey(object);
  const held = assignments
    .of(key)
    .filter((one) => one.fromMs < toMs && (one.toMs === null || one.toMs > fromMs));
  return {
    id,
    calendar: world().calendars.get(key) ?? null,
    windows: records.maintenance
      .list()
      .filter(({ scope }) => coveredBy(scope, world()).includes(key))
      .map((window) => ({ ...window, scope: { object } })),
    checks: held.map(({ assignment, agent, check, fromMs: sinceMs, toMs: untilMs }) => ({
      ...{ assignment, agent, probe: check.probe, fromMs: sinceMs, toMs: untilMs },
      ...{ intervalMs: check.intervalMs, timeoutMs: check.timeoutMs, attempts: check.attempts ?? null },
      runs: records.runs
        .around(assignment, fromMs, toMs)
        .map(({ firstMs, lastMs, state, reason, count }) => ({ firstMs, lastMs, state, reason, count })),
    })),
    raw: [],
  };
}
