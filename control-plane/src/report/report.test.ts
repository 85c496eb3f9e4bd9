import type { Report, ReportList } from "@haidang/contract/report.ts";
import type { Overrule } from "@haidang/contract/verdict.ts";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin } from "../../scripted/app.ts";
import {
  october,
  openScriptedReports,
  reportedProvince,
  type ScriptedReports,
} from "../../scripted/reports.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const hourMs = 3_600_000;
const { fromMs, toMs } = october;
const cutMs = fromMs + 100 * hourMs;

let scripted: ScriptedReports;
beforeEach(async () => {
  scripted = await openScriptedReports({
    series: openEmbeddedSeriesStore(":memory:"),
    records: openEmbeddedRecordStore(":memory:"),
  });
  const { tell, clock } = scripted;
  // 7.44 h is one percent of October
  tell("co-to-1", [
    [fromMs - hourMs, cutMs, "up"],
    [cutMs, cutMs + 6 * hourMs, "down"],
    [cutMs + 6 * hourMs, cutMs + 200 * hourMs, "up"],
    [cutMs + 200 * hourMs, cutMs + 200 * hourMs + 30_000, "down"],
    [cutMs + 200 * hourMs + 30_000, toMs + hourMs, "up"],
  ]);
  tell("co-to-2", [[fromMs - hourMs, toMs + hourMs, "up"]]);
  tell("ba-che-1", [
    [fromMs - hourMs, cutMs, "up"],
    [cutMs, cutMs + 8 * hourMs, "down"],
    [cutMs + 8 * hourMs, toMs + hourMs, "up"],
  ]);
  clock.nowMs = toMs + 2 * hourMs;
});
afterEach(() => scripted.app.stop());

const month = { from: "2026-10-01", to: "2026-11-01" };
const make = (payload: object, headers?: Record<string, string>) =>
  scripted.post<Report>("reports", { ...month, ...payload }, headers);

describe("a report", () => {
  it("gives every link its figures, and groups by level, area and carrier; coverage stands with each", async () => {
    const { head, content } = await make({ kind: "sla" });
    expect(head).toMatchObject({ number: "BC-1001", before: null, inventoryRevision: 1, unit: null });
    expect(
      content.rows.map(({ id, availabilityPct, coveragePct, outages }) => [
        id,
        availabilityPct,
        coveragePct,
        outages,
      ]),
    ).toEqual([
      ["co-to-1", 99.192, 100, 2],
      ["co-to-2", 100, 100, 0],
      ["ba-che-1", 98.924, 100, 1],
    ]);
    expect(
      content.groups.map(({ by, rows }) => [by, rows.map(({ id, memberCount }) => `${id} ${memberCount}`)]),
    ).toEqual([
      ["level", ["commune 3"]],
      ["area", ["tinh 3"]],
      ["carrier", ["VNPT 2", "Viettel 1"]],
    ]);
    expect(content.whole).toMatchObject({ memberCount: 3, coveragePct: 100, outages: 3 });
    const ids = async (filter: object) =>
      (await make({ kind: "sla", ...filter })).content.rows.map(({ id }) => id);
    expect(await ids({ carrier: "Viettel" })).toEqual(["co-to-2"]);
    expect(await ids({ circuit: "QN-001" })).toEqual(["co-to-1"]);
    expect(await ids({ under: "ba-che" })).toEqual(["ba-che-1"]);
    expect(await ids({ level: "department" })).toEqual([]);
  });

  it("speaks of the units of the day that is asked for, over the whole period", async () => {
    const merged = reportedProvince
      .replace(
        "sites:",
        `  - { id: dac-khu, name: Đặc khu mới, kind: commune, parent: tinh, from: 2026-10-20 }
successions:
  - { from: co-to, to: dac-khu, share: whole, on: 2026-10-20 }
sites:`,
      )
      .replace("parent: tinh }\n  - { id: ba-che", "parent: tinh, to: 2026-10-20 }\n  - { id: ba-che")
      .replace("unit: co-to }", "unit: [{ unit: co-to }, { unit: dac-khu, from: 2026-10-20 }] }");
    await scripted.post("inventory/apply", { files: [{ path: "a.yaml", text: merged }] });
    scripted.app.deployment.refresh(scripted.clock.nowMs);
    const figuresOf = async (filter: object) => {
      const { content } = await make({ kind: "sla", ...filter });
      return content.rows.map(({ id, availabilityPct }) => [id, availabilityPct]);
    };
    const coTo = [
      ["co-to-1", 99.192],
      ["co-to-2", 100],
    ];
    expect(await figuresOf({ under: "co-to", asOf: "2026-10-19" })).toEqual(coTo);
    expect(await figuresOf({ under: "dac-khu" })).toEqual(coTo);
    const { head, content } = await make({ kind: "sla", under: "co-to", asOf: "2026-10-19" });
    expect(content).toMatchObject({ underName: "Đặc khu Cô Tô", filter: { asOf: "2026-10-19" } });
    // made again later it is of the same units
    expect((await scripted.get<Report>(`reports/${head.number}`)).content).toEqual(content);
    const printed = await scripted.call({
      method: "GET",
      url: `/api/v1/reports/${head.number}?format=html&language=vi`,
      headers: asAdmin,
    });
    expect(printed.text).toContain("theo đơn vị ngày 19/10/2026");
    const refused = await scripted.call({
      method: "POST",
      url: "/api/v1/reports",
      payload: { ...month, kind: "sla", asOf: "19/10/2026" },
      headers: asAdmin,
    });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("asOf")]);
  });

  it("holds carriers against their contract and says what is owed, short outages and others' left out", async () => {
    const { content } = await make({ kind: "carrier" });
    const owed = () =>
      content.contracts.map((row) => [
        row.link,
        row.kept,
        row.chargedS,
        row.excludedS,
        row.creditPct,
        row.credit,
      ]);
    expect(owed()).toEqual([
      ["co-to-1", false, 6 * 3600, 30, 5, 150_000],
      ["ba-che-1", false, 8 * 3600, 0, 10, 300_000],
    ]);
    // part of a month: no fee, so nothing owed
    const part = await make({ kind: "carrier", to: "2026-10-20" });
    expect(part.content.contracts.map(({ fee, credit }) => [fee, credit])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it("takes a person's word over the verdict, and says whose it is and why", async () => {
    const { records } = scripted;
    const { content } = await make({ kind: "outages" });
    expect(
      content.outages.map(({ object, fromMs: at, toMs: end, lasts }) => [object.id, at, end, lasts]),
    ).toEqual([
      ["ba-che-1", cutMs, cutMs + 8 * hourMs, false],
      ["co-to-1", cutMs, cutMs + 6 * hourMs, false],
      ["co-to-1", cutMs + 200 * hourMs, cutMs + 200 * hourMs + 30_000, false],
    ]);
    const overruled: Overrule = {
      ...{
        cause: "power_lost",
        responsibility: "power",
        reason: "mất điện cả xã",
        by: "user/an",
        atMs: toMs,
      },
    };
    const { id } = records.incidents.add((number) => ({
      ...{ id: number, state: "resolved", severity: "major", alert: "outage", rootName: "Ba Chẽ", overruled },
      ...{
        root: { kind: "link", id: "ba-che-1" },
        startsMs: cutMs,
        openedMs: cutMs,
        resolvedMs: cutMs + 8 * hourMs,
      },
      ...{ reopened: 0, acknowledgedBy: null, assignee: null, verdict: null, mutes: [] },
      ...{ following: { firing: 0, ever: 0 }, affected: { sites: 1, units: 1 } },
    }));
    records.incidents.addAlert({
      ...{ fingerprint: "x", state: "resolved", name: "Ba Chẽ", startsMs: cutMs, endsMs: cutMs + 8 * hourMs },
      labels: { kind: "link", id: "ba-che-1", alert: "outage", severity: "major" },
      incident: id,
    });
    const { content: after, head } = await make({ kind: "carrier" });
    expect(after.outages[0]).toMatchObject({ responsibility: "power", incident: id, confidencePct: 100 });
    expect(after.contracts[1]).toMatchObject({
      link: "ba-che-1",
      kept: true,
      excludedS: 8 * 3600,
      credit: 0,
    });
    expect(after.exclusions).toContainEqual(
      expect.objectContaining({ kind: "overrule", id, by: "user/an", reason: "mất điện cả xã", links: 1 }),
    );
    const html = await scripted.call({
      method: "GET",
      url: `/api/v1/reports/${head.number}?format=html`,
      headers: asAdmin,
    });
    expect(html.text).toContain("user/an: mất điện cả xã");
  });

  it("is kept as it was: the same question has the same number until something changed, and then both are shown", async () => {
    const { tell, clock, get } = scripted;
    const first = await make({ kind: "sla" });
    clock.nowMs += hourMs;
    expect((await make({ kind: "sla" })).head).toEqual(first.head);
    const again = () => get<Report>(`reports/${first.head.number}?again=true`);
    expect((await again()).again).toMatchObject({
      changed: false,
      changes: [],
      credit: { was: 450_000, is: 450_000 },
    });
    // what a spool delivers late: the backup line was down for an hour
    const held = scripted.app.assignments.of("link/co-to-2")[0];
    const runs = scripted.records.runs.around(held?.assignment ?? 0, fromMs, toMs);
    scripted.records.runs.replace(held?.assignment ?? 0, { remove: runs, add: [], past: [] });
    tell("co-to-2", [
      [fromMs - hourMs, cutMs, "up"],
      [cutMs, cutMs + hourMs, "down"],
      [cutMs + hourMs, toMs + hourMs, "up"],
    ]);
    const { again: now, content } = await again();
    expect(now).toMatchObject({ changed: true });
    expect(now?.changes.map(({ id, was, is }) => [id, was?.seconds.down, is?.seconds.down])).toEqual([
      ["co-to-2", 0, 3600],
    ]);
    expect(content.rows[1]).toMatchObject({ id: "co-to-2", outages: 0 });
    expect((await make({ kind: "sla" })).head).toMatchObject({ number: "BC-1002", before: "BC-1001" });
    expect((await get<ReportList>("reports")).reports.map(({ number }) => number)).toEqual([
      "BC-1002",
      "BC-1001",
    ]);
    const entries = await get<Array<{ action: string; object: string }>>("audit");
    expect(entries.filter(({ action }) => action === "report.make").map(({ object }) => object)).toEqual([
      "BC-1002",
      "BC-1001",
    ]);
  });

  it("shows whoever is bounded by a unit his own links alone, and no report of others", async () => {
    const whole = await make({ kind: "carrier" });
    const an = await scripted.signedIn({ id: "an", role: "operator", scope: "co-to" });
    const own = await make({ kind: "carrier" }, an);
    expect(own.content.rows.map(({ id }) => id)).toEqual(["co-to-1", "co-to-2"]);
    expect(JSON.stringify(own)).not.toMatch(/ba-che|HYPERLINK/);
    const status = async (url: string) => (await scripted.call({ method: "GET", url, headers: an })).status;
    expect(await status(`/api/v1/reports/${whole.head.number}`)).toBe(404);
    expect(await status(`/api/v1/reports/${own.head.number}?format=csv`)).toBe(200);
    await expect(make({ kind: "sla", under: "ba-che" }, an)).rejects.toThrow(/404/);
    expect((await scripted.get<ReportList>("reports", an)).reports.map(({ number }) => number)).toEqual([
      own.head.number,
    ]);
  });

  it("refuses what it cannot be asked", async () => {
    const wrong: object[] = [
      { kind: "all" },
      { kind: "sla", level: "village" },
      { kind: "sla", from: "2026-11-01", to: "2026-10-01" },
      { kind: "sla", from: "2027-01-01", to: "2027-02-01" },
      { kind: "sla", asKnownAt: "2027-01-01" },
      { kind: "sla", under: "no-such-unit" },
    ];
    for (const payload of wrong) await expect(make(payload)).rejects.toThrow(/^40[04] /);
  });

  it("is a file in each format, and no text of the inventory is a formula in any", async () => {
    const { head } = await make({ kind: "carrier" });
    const file = async (format: string, language = "vi") => {
      const url = `/api/v1/reports/${head.number}?format=${format}&language=${language}`;
      const answer = await scripted.app.server.inject({
        method: "GET",
        url,
        headers: { ...asAdmin, host: "localhost" },
      });
      expect([answer.statusCode, answer.headers["content-disposition"]]).toEqual([
        200,
        format === "json" ? undefined : `attachment; filename="${head.number}-carrier.${format}"`,
      ]);
      return answer.rawPayload;
    };
    const csv = (await file("csv")).toString("utf8");
    expect(csv.startsWith("\ufeffCam kết của nhà mạng")).toBe(true);
    expect(csv).toContain(
      `VNPT;"'=HYPERLINK(""http://x"")";'@SUM(A1);99,5;98,924;98,924;không đạt;100;28800;0;0;3000000;10;300000`,
    );
    expect(csv).toMatch(/Độ phủ 100,00%/);
    const english = (await file("csv", "en")).toString("utf8");
    expect(english.startsWith("What carriers promised")).toBe(true);
    expect(english).toContain(",99.5,98.924,98.924,no,100,28800,0,0,3000000,10,300000");
    const sheets = Object.entries(unzipSync(await file("xlsx"))).filter(([name]) =>
      name.includes("worksheets/"),
    );
    expect(sheets.length).toBeGreaterThan(4);
    for (const [, xml] of sheets) expect(Buffer.from(xml).toString()).not.toMatch(/<f[\s>/]/);
    const html = (await file("html")).toString("utf8");
    expect(html).toContain("=HYPERLINK(&quot;http://x&quot;)");
    expect(html).not.toMatch(/src=|href=|url\(/);
    const pdf = await file("pdf");
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.toString("latin1")).toMatch(/BeVietnamPro/);
  });
});

describe("a report of the month", () => {
  it("goes out once to each by mail when it is due, over a restart too, and is listed", async () => {
    const { app, records, get } = scripted;
    const dueMs = toMs + 24 * hourMs + 8 * hourMs;
    const mails = () => records.notifications.list({ channel: "thu", limit: 10 });
    await app.monthly.step(dueMs - 1);
    expect(mails()).toEqual([]);
    const row = async () => (await get<ReportList>("reports")).schedules[0];
    expect(await row()).toMatchObject({
      id: "thang",
      state: "waiting",
      month: null,
      nextMs: dueMs,
      recipients: 2,
    });
    scripted.clock.nowMs = dueMs;
    await Promise.all([app.monthly.step(dueMs), app.monthly.step(dueMs)]);
    await app.monthly.step(dueMs + 20 * 24 * hourMs);
    expect(mails().map(({ contact, state }) => [contact, state])).toEqual([
      ["binh", "waiting"],
      ["an", "waiting"],
    ]);
    expect(await row()).toMatchObject({ state: "sending", month: "2026-10", report: "BC-1001" });
    const [mail] = mails();
    const message = mail === undefined ? expect.fail() : await app.monthly.compose(mail, undefined);
    if ("gone" in message) return expect.fail(message.gone);
    expect(message.subject).toBe("[Hải Đăng] Báo cáo tháng, 2026-10, BC-1001");
    expect(message.text).toContain("Khoản phải giảm trừ: 450.000 đ.");
    expect(message.attachments?.map(({ name }) => name)).toEqual([
      "BC-1001-carrier.csv",
      "BC-1001-carrier.html",
    ]);
    // the next month is another
    await app.monthly.step(dueMs + 31 * 24 * hourMs);
    expect(mails()).toHaveLength(4);
  });
});
