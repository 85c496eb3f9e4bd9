import type { KnownRun } from "../src/store/ledger-records.ts";
import type { RecordStore } from "../src/store/records.ts";
import type { SeriesStore } from "../src/store/series.ts";
import { asAdmin, openScriptedApp, type ScriptedApp } from "./app.ts";

const hourMs = 3_600_000;

/** The month most tests are about, midnight to midnight in Asia/Ho_Chi_Minh. */
export const october = {
  fromMs: Date.parse("2026-09-30T17:00:00Z"),
  toMs: Date.parse("2026-10-31T17:00:00Z"),
};

/** Two links of one carrier and one of another, a contract, and a report each month by mail. */
export const reportedProvince = `
units:
  - { id: tinh, name: Tỉnh, kind: province }
  - { id: co-to, name: Đặc khu Cô Tô, kind: commune, parent: tinh }
  - { id: ba-che, name: Xã Ba Chẽ, kind: commune, parent: tinh }
sites:
  - { id: ub-co-to, name: UBND Cô Tô, unit: co-to }
  - { id: ub-ba-che, name: UBND Ba Chẽ, unit: ba-che }
links:
  - { id: co-to-1, name: Cô Tô 1, site: ub-co-to, address: 10.0.0.1, carrier: VNPT, circuit: QN-001, stamp: { key: khoa-bi-mat-khong-lo } }
  - { id: co-to-2, name: Cô Tô 2, site: ub-co-to, address: 10.0.0.2, carrier: Viettel, role: backup }
  - { id: ba-che-1, name: '=HYPERLINK("http://x")', site: ub-ba-che, address: 10.0.0.3, carrier: VNPT, circuit: "@SUM(A1)", sla: 99.5 }
contracts:
  - id: vnpt-2026
    name: Thuê kênh 2026
    number: 12/2026/HĐ-VT
    carrier: VNPT
    sla: 99.5
    mergeBelowS: 60
    counts: [carrier, unknown]
    monthlyFee: 3000000
    credits: [{ below: 99.5, pct: 5 }, { below: 99, pct: 10 }]
channels:
  - { id: thu, name: Thư, kind: email, server: 127.0.0.1, port: 2525, tls: none, from: noc@example.vn }
contacts:
  - { id: an, name: An, email: an@example.vn }
  - { id: binh, name: Bình, email: binh@example.vn }
reports:
  - { id: thang, name: Báo cáo tháng, kind: carrier, day: 2, at: "08:00", to: [{ channel: thu, contacts: [an, binh] }], formats: [csv, html] }
`;

export interface ScriptedReports extends ScriptedApp {
  records: RecordStore;
  /** Runs of the link's first check. */
  tell(link: string, runs: ReadonlyArray<[fromMs: number, toMs: number, state: "up" | "down"]>): void;
  /** The data of an answer; throws with the text of a refusal. */
  get<T>(url: string, headers?: Record<string, string>): Promise<T>;
  post<T>(url: string, payload: object, headers?: Record<string, string>): Promise<T>;
}

/** A control plane with the province above, a day before its month begins. */
export async function openScriptedReports({
  series,
  records,
}: {
  series: SeriesStore;
  records: RecordStore;
}): Promise<ScriptedReports> {
  const nowMs = october.fromMs - 24 * hourMs;
  const standing = {
    site: null,
    approvedMs: nowMs,
    revokedMs: null,
    tokenSinceMs: nowMs,
    next: null,
    config: null,
  };
  const hub = { id: "hub", hub: true, hostName: "hub", version: "0.1.0", tokenHash: "0", enrolledMs: nowMs };
  records.agents.add({ ...hub, lastSeenMs: null, facts: null, standing });
  const scripted = await openScriptedApp({ series, records, nowMs });
  const data = async <T>(asked: Parameters<ScriptedApp["call"]>[0]): Promise<T> => {
    const { status, body, text } = await scripted.call(asked);
    if (status !== 200) throw new Error(`${status} ${text}`);
    return (body as { data: T }).data;
  };
  const post = <T>(url: string, payload: object, headers: Record<string, string> = asAdmin) =>
    data<T>({ method: "POST", url: `/api/v1/${url}`, payload, headers });
  await post("inventory/apply", { files: [{ path: "a.yaml", text: reportedProvince }] });
  scripted.app.deployment.refresh(nowMs);
  return {
    ...scripted,
    records,
    post,
    get: (url, headers = asAdmin) => data({ method: "GET", url: `/api/v1/${url}`, headers }),
    tell(link, runs) {
      const held = scripted.app.assignments.of(`link/${link}`).find(({ check }) => check.probe === "icmp");
      if (held === undefined) throw new Error(`nothing measures ${link}`);
      const add = runs.map(
        ([firstMs, toMs, state]): KnownRun => ({
          ...{ firstMs, lastMs: toMs - 1000, count: 255, knownMs: scripted.clock.nowMs, state },
          reason: state === "down" ? "no_reply" : null,
        }),
      );
      records.runs.replace(held.assignment, { remove: [], add, past: [] });
    },
  };
}
