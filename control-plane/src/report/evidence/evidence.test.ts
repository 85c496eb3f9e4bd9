import { resultPoint } from "@haidang/contract/result.ts";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin } from "../../../scripted/app.ts";
import { october, openScriptedReports, type ScriptedReports } from "../../../scripted/reports.ts";
import { openEmbeddedSeriesStore } from "../../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../../store/embedded/records.ts";
import type { SeriesStore } from "../../store/series.ts";
import { verifyPack } from "./verify.ts";

const minuteMs = 60_000;
const cutMs = october.fromMs + 50 * 60 * minuteMs;
const backMs = cutMs + 30 * minuteMs;

let scripted: ScriptedReports;
let series: SeriesStore;
beforeEach(async () => {
  series = openEmbeddedSeriesStore(":memory:");
  scripted = await openScriptedReports({ series, records: openEmbeddedRecordStore(":memory:") });
  const { tell, clock } = scripted;
  tell("co-to-1", [
    [october.fromMs - 60 * minuteMs, cutMs, "up"],
    [cutMs, backMs, "down"],
    [backMs, october.toMs + minuteMs, "up"],
  ]);
  tell("ba-che-1", [[october.fromMs - 60 * minuteMs, october.toMs + minuteMs, "up"]]);
  const points = [];
  for (let timeMs = cutMs - 20 * minuteMs; timeMs < backMs + 20 * minuteMs; timeMs += 10_000) {
    const failed = timeMs >= cutMs && timeMs < backMs;
    const target = { kind: "link", id: "co-to-1" } as const;
    const outcome = failed
      ? ({ outcome: "failed", reason: "no_reply" } as const)
      : ({ outcome: "ok" } as const);
    points.push(resultPoint("hub", { probe: "icmp", target, timeMs, ...outcome }));
  }
  await series.write(points);
  clock.nowMs = october.toMs + 60 * minuteMs;
});
afterEach(() => scripted.app.stop());

async function make(payload: object, headers: Record<string, string> = asAdmin): Promise<Buffer> {
  const asked = {
    method: "POST",
    url: "/api/v1/evidence",
    payload,
    headers: { host: "localhost", ...headers },
  } as const;
  const answer = await scripted.app.server.inject(asked);
  expect([answer.statusCode, answer.body.slice(0, 2)]).toEqual([200, "PK"]);
  return answer.rawPayload;
}
const ofMonth = { carrier: "VNPT", from: "2026-10-01", to: "2026-11-01" };

/** The pack with one of its files changed. */
function altered(pack: Buffer, name: string, change: (text: string) => string): Buffer {
  const files = unzipSync(pack);
  return Buffer.from(
    zipSync({ ...files, [name]: strToU8(change(strFromU8(files[name] ?? expect.fail(name)))) }),
  );
}

describe("an evidence pack", () => {
  it("stands by itself: signed, each file hashed, figures counted again, outages proven by raw results", async () => {
    const pack = await make(ofMonth);
    const verdict = verifyPack(pack, undefined);
    expect(verdict).toMatchObject({
      ok: true,
      faults: [],
      links: 2,
      outages: 1,
      rawProven: 1,
      outagesWithoutRaw: 0,
    });
    expect(verdict.points).toBe(50 * 6);
    // the same centre signs with the same key, and spaces and colons of a fingerprint do not matter
    const again = await make({ link: "co-to-1", at: new Date(cutMs + 20_000).toISOString() });
    const spoken = verdict.fingerprint.match(/../g)?.join(":").toUpperCase();
    expect(verifyPack(again, spoken)).toMatchObject({ ok: true, links: 1, outages: 1, rawProven: 1 });
    expect(verifyPack(again, "00".repeat(32)).faults).toMatchObject([{ fault: "fingerprint" }]);
  });

  it("holds no secret, and reads in both languages", async () => {
    const files = unzipSync(await make(ofMonth));
    const all = Object.values(files)
      .map((bytes) => strFromU8(bytes))
      .join("\n");
    expect(all).not.toContain("khoa-bi-mat-khong-lo");
    expect(all).not.toContain("10.0.0.1");
    expect(strFromU8(files["doc-truoc.html"] ?? expect.fail())).toContain("Mỗi đầu thấy gì");
    expect(strFromU8(files["read-first.html"] ?? expect.fail())).toContain("What each end saw");
  });

  it.each([
    [
      "claims.json",
      "a lower figure",
      (text: string) => text.replaceAll('"down": 1800', '"down": 180'),
      ["file_changed", "figure"],
    ],
    [
      "claims.json",
      "an outage that was longer",
      (text: string) => text.replace(`"toMs": ${backMs}`, `"toMs": ${backMs + minuteMs}`),
      ["file_changed", "figure"],
    ],
    [
      "ledger.json",
      "a longer outage",
      (text: string) => text.replace(`"firstMs": ${cutMs}`, `"firstMs": ${cutMs - 20_000}`),
      ["file_changed", "figure", "raw"],
    ],
    [
      "points.lp",
      "a reply that never came",
      (text: string) => text.replace(/outcome="failed",reason="no_reply" (?=\d+\n)/, 'outcome="ok" '),
      ["file_changed", "raw"],
    ],
    [
      "doc-truoc.html",
      "another word",
      (text: string) => text.replace("Cô Tô 1", "Cô Tô 2"),
      ["file_changed"],
    ],
    [
      "manifest.json",
      "another author",
      (text: string) => text.replace('"by": "admin"', '"by": "chief"'),
      ["signature"],
    ],
    ["manifest.json", "no JSON", () => "{", ["unreadable"]],
  ])("%s with %s is told", async (name, _what, change, faults) => {
    const pack = await make(ofMonth);
    const verdict = verifyPack(altered(pack, name, change), undefined);
    expect([...new Set(verdict.faults.map(({ fault }) => fault))]).toEqual(faults);
    expect(verdict.ok).toBe(false);
  });

  it("names a file that is missing or was put in, and what is no pack at all", async () => {
    const pack = await make(ofMonth);
    const files = unzipSync(pack);
    const { "clocks.csv": _, ...others } = files;
    const more = Buffer.from(zipSync({ ...others, "extra.txt": strToU8("x") }));
    expect(verifyPack(more, undefined).faults).toEqual([
      { fault: "file_missing", values: { file: "clocks.csv" } },
      { fault: "file_unlisted", values: { file: "extra.txt" } },
    ]);
    for (const bytes of [Buffer.alloc(0), Buffer.from("not a zip"), pack.subarray(0, pack.length - 40)]) {
      expect(verifyPack(bytes, undefined)).toMatchObject({ ok: false, faults: [{ fault: "not_a_pack" }] });
    }
  });

  it("says of how many outages no raw results are left, and is refused where nothing was down", async () => {
    await series.dropBefore(october.toMs);
    expect(verifyPack(await make(ofMonth), undefined)).toMatchObject({
      ok: true,
      points: 0,
      rawProven: 0,
      outagesWithoutRaw: 1,
    });
    const refused = async (payload: object) =>
      (await scripted.call({ method: "POST", url: "/api/v1/evidence", payload, headers: asAdmin })).status;
    expect(await refused({ link: "co-to-1", at: new Date(backMs + minuteMs).toISOString() })).toBe(404);
    expect(await refused({ link: "nowhere", at: new Date(cutMs).toISOString() })).toBe(404);
    expect(await refused({ ...ofMonth, carrier: "Nobody" })).toBe(404);
    expect(await refused({ link: "co-to-1" })).toBe(400);
    const an = await scripted.signedIn({ id: "an", role: "operator", scope: "ba-che" });
    const elsewhere = { method: "POST", url: "/api/v1/evidence", headers: an } as const;
    expect(
      (await scripted.call({ ...elsewhere, payload: { link: "co-to-1", at: new Date(cutMs).toISOString() } }))
        .status,
    ).toBe(404);
    expect(verifyPack(await make(ofMonth, an), undefined)).toMatchObject({ ok: true, links: 1, outages: 0 });
  });
});
