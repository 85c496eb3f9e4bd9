import {
  type EvidenceFault,
  type EvidenceLedger,
  type EvidenceLink,
  type EvidenceManifest,
  type EvidenceVerdict,
  evidenceClaimsSchema,
  evidenceFiles,
  evidenceLedgerSchema,
  evidenceManifestSchema,
} from "@haidang/contract/evidence.ts";
import { parseLines } from "@haidang/contract/line-protocol.ts";
import type { ReportContent } from "@haidang/contract/report.ts";
import { type CheckResult, readResult } from "@haidang/contract/result.ts";
import type { z } from "zod";
import { unzip } from "../../inventory/import/zip.ts";
import { figuresOf } from "../../state/availability.ts";
import { countStretches, type Stretches, toIntervals } from "../../state/stretches.ts";
import type { Period } from "../../state/timeline.ts";
import { recount, runsFromResults } from "./recount.ts";
import { fingerprintOf, isSignedBy, sha256Of } from "./sign.ts";

type Files = ReadonlyMap<string, Buffer>;

/**
 * Checks a pack with nothing but the pack: signature, hash of each file, every link's figures counted again from the
 * ledger, and down time counted again from raw results. `fingerprint` is the centre's, as told on another way.
 */
export function verifyPack(bytes: Buffer, fingerprint: string | undefined): EvidenceVerdict {
  const faults: EvidenceFault[] = [];
  const fail: Fail = (fault, values = {}) => void faults.push({ fault, values });
  const files = open(bytes, fail);
  const manifest = read(files, evidenceFiles.manifest, evidenceManifestSchema, fail);
  if (manifest !== undefined) heedFiles(files, manifest, fingerprint, fail);
  const claims = read(files, evidenceFiles.claims, evidenceClaimsSchema, fail);
  const ledger = read(files, evidenceFiles.ledger, evidenceLedgerSchema, fail);
  const results = resultsIn(files, fail);
  const rawProven =
    claims === undefined || ledger === undefined ? 0 : heedFigures(claims, ledger, results, fail);
  return {
    ok: faults.length === 0,
    fingerprint: manifest === undefined ? "" : fingerprintOf(manifest.publicKey),
    madeMs: manifest?.madeMs ?? null,
    by: manifest?.by ?? "",
    links: claims?.rows.length ?? 0,
    outages: claims?.outages.length ?? 0,
    points: results.length,
    rawProven,
    outagesWithoutRaw: manifest?.outagesWithoutRaw ?? 0,
    faults,
  };
}

type Fail = (fault: EvidenceFault["fault"], values?: EvidenceFault["values"]) => void;

function open(bytes: Buffer, fail: Fail): Files {
  try {
    return unzip(bytes, () => true);
  } catch (error) {
    fail("not_a_pack", { detail: error instanceof Error ? error.message : String(error) });
    return new Map();
  }
}

function read<T>(files: Files, name: string, schema: z.ZodType<T>, fail: Fail): T | undefined {
  const bytes = files.get(name);
  if (bytes === undefined) {
    if (files.size > 0) fail("file_missing", { file: name });
    return undefined;
  }
  try {
    return schema.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    // what exactly does not fit is of no use to whoever is shown an altered file
    fail("unreadable", { file: name });
    return undefined;
  }
}

function heedFiles(
  files: Files,
  manifest: EvidenceManifest,
  fingerprint: string | undefined,
  fail: Fail,
): void {
  const bytes = files.get(evidenceFiles.manifest) ?? Buffer.alloc(0);
  const signature = files.get(evidenceFiles.signature)?.toString("utf8").trim() ?? "";
  if (!isSignedBy(bytes, signature, manifest.publicKey)) fail("signature");
  const is = fingerprintOf(manifest.publicKey);
  const wanted = fingerprint?.replaceAll(/[\s:]/g, "").toLowerCase();
  if (wanted !== undefined && wanted !== is) fail("fingerprint", { is, wanted });
  for (const { name, sha256 } of manifest.files) {
    const file = files.get(name);
    if (file === undefined) fail("file_missing", { file: name });
    else if (sha256Of(file) !== sha256) fail("file_changed", { file: name });
  }
  const listed = new Set([
    evidenceFiles.manifest,
    evidenceFiles.signature,
    ...manifest.files.map(({ name }) => name),
  ]);
  for (const name of files.keys()) if (!listed.has(name)) fail("file_unlisted", { file: name.slice(0, 100) });
}

function resultsIn(files: Files, fail: Fail): CheckResult[] {
  const body = files.get(evidenceFiles.points)?.toString("utf8") ?? "";
  const { points, faults } = parseLines(body, { precision: "ms", nowMs: 0, maxFaults: 5 });
  for (const { line } of faults) fail("unreadable", { file: `${evidenceFiles.points}:${line}` });
  return points.flatMap((point) => {
    const found = readResult(point);
    return "result" in found ? [found.result] : [];
  });
}

/** Each link's figures from the ledger, and its outages from raw results where they are there; how many of those fit. */
function heedFigures(
  claims: ReportContent,
  ledger: EvidenceLedger,
  results: readonly CheckResult[],
  fail: Fail,
): number {
  const period = { fromMs: claims.fromMs, toMs: claims.toMs };
  const links = new Map(ledger.links.map((link) => [link.id, link]));
  const byLink = Map.groupBy(results, ({ target }) => target.id);
  let proven = 0;
  for (const row of claims.rows) {
    const link = links.get(row.id);
    if (link === undefined) {
      fail("figure", { link: row.id, what: "ledger", claimed: "", counted: "" });
      continue;
    }
    const stretches = recount(link, period, ({ runs }) => runs);
    const figures = figuresOf(countStretches(stretches, 0), counting, undefined);
    const said = { availabilityPct: row.availabilityPct, downS: row.seconds.down, outages: row.outages };
    const is = {
      availabilityPct: figures.availabilityPct,
      downS: figures.seconds.down,
      outages: figures.outages,
    };
    for (const what of ["availabilityPct", "downS", "outages"] as const) {
      if (said[what] === is[what]) continue;
      fail("figure", { link: row.id, what, claimed: said[what] ?? "-", counted: is[what] ?? "-" });
    }
    const told = claims.outages.filter(({ object }) => object.id === row.id).map(stretchText);
    const down = downWithin(stretches, period);
    if (told.join() !== down.join()) {
      fail("figure", {
        link: row.id,
        what: "outages",
        claimed: told.join(", ") || "-",
        counted: down.join(", ") || "-",
      });
    }
    proven += heedRaw(link, stretches, byLink.get(row.id) ?? [], fail);
  }
  return proven;
}

const counting = { mergeBelowS: 0, unknown: "out", maintenance: "out", slaPct: null } as const;

/** Within each stretch the pack has raw results of: are the same times down by them alone? */
function heedRaw(link: EvidenceLink, ledger: Stretches, results: readonly CheckResult[], fail: Fail): number {
  let proven = 0;
  for (const stretch of link.raw) {
    const within = results
      .filter(({ timeMs }) => timeMs >= stretch.fromMs && timeMs < stretch.toMs)
      .toSorted((a, b) => a.timeMs - b.timeMs);
    const raw = recount(link, stretch, (check) =>
      runsFromResults(
        link,
        check,
        within.filter(
          ({ probe, timeMs }) =>
            probe === check.probe && timeMs >= check.fromMs && timeMs < (check.toMs ?? stretch.toMs),
        ),
      ),
    );
    const claimed = downWithin(ledger, stretch);
    const counted = downWithin(raw, stretch);
    if (claimed.join() === counted.join()) proven += claimed.length;
    else {
      const text = (times: readonly string[]) => times.join(", ") || "-";
      fail("raw", { link: link.id, claimed: text(claimed), counted: text(counted) });
    }
  }
  return proven;
}

function downWithin(stretches: Stretches, { fromMs, toMs }: Period): string[] {
  return toIntervals(stretches)
    .filter((one) => one.class === "down" && one.toMs > fromMs && one.fromMs < toMs)
    .map((one) => stretchText({ fromMs: Math.max(one.fromMs, fromMs), toMs: Math.min(one.toMs, toMs) }));
}

function stretchText({ fromMs, toMs }: Period): string {
  return `${new Date(fromMs).toISOString()}/${new Date(toMs).toISOString()}`;
}
