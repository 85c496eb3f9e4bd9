import type { Schedule } from "@haidang/contract/agreement.ts";
import type { Contact } from "@haidang/contract/notify.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import type { ReportContent, ReportList } from "@haidang/contract/report.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { figure, moment, percent } from "@haidang/contract/words/figure.ts";
import { type ReportWord, reportWords } from "@haidang/contract/words/report.ts";
import { coverageText } from "@haidang/contract/words/report-sheet.ts";
import { fill } from "@haidang/contract/words/words.ts";
import { wholeSight } from "../inventory/sight.ts";
import type { Message } from "../notify/channel/channel.ts";
import { onCall } from "../notify/roster.ts";
import { escapeHtml } from "../notify/template/message.ts";
import type { Period } from "../state/timeline.ts";
import type { NotificationRecord } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import { creditOf } from "./again.ts";
import type { Reports } from "./reports.ts";
import { writeReport } from "./write/write.ts";

/** Reports of the month that ended, sent by mail through the outbox. */
export interface Monthly {
  /** Makes what is due and puts it into the outbox, at most once for each month and recipient. */
  step(nowMs: number): Promise<void>;
  rows(nowMs: number): ReportList["schedules"];
  /** The mail of one of its notifications. */
  compose(record: NotificationRecord, contact: Contact | undefined): Promise<Message | { gone: string }>;
}

/** Asia/Ho_Chi_Minh, which has had no daylight saving since 1975. */
const zoneMs = 7 * 3_600_000;
/** Who makes them. */
const haidang = "haidang";

interface Turn {
  month: string;
  period: Period;
  dueMs: number;
}

/** The month told `back` months ago, counted from the one `nowMs` lies in: the month before it, and when that is due. */
function turnOf({ day, at }: Pick<Schedule, "day" | "at">, nowMs: number, back: number): Turn {
  const local = new Date(nowMs + zoneMs);
  const startOf = (months: number) =>
    Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months, 1) - zoneMs;
  const fromMs = startOf(-1 - back);
  const toMs = startOf(-back);
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  const dueMs = toMs + (((day - 1) * 24 + hour) * 60 + minute) * 60_000;
  return { month: new Date(fromMs + zoneMs).toISOString().slice(0, 7), period: { fromMs, toMs }, dueMs };
}

/** Stable, so that whoever was told of a month is not told again after a restart. */
function idOf(schedule: string, month: string, channel: string, contact: string): string {
  return `report-${month}-${schedule}-${channel}-${contact}`;
}

export interface MonthlyOptions {
  records: RecordStore;
  reports: Pick<Reports, "make" | "get">;
  inventory: () => Inventory;
  onFault: (error: unknown) => void;
}

export function createMonthly(options: MonthlyOptions): Monthly {
  const { records, reports, inventory } = options;
  const { notifications } = records;
  let busy = false;

  function recipients({ to }: Schedule, nowMs: number): Array<{ channel: string; contact: string }> {
    const { rosters } = inventory();
    return to.flatMap(({ channel, contacts, roster }) => {
      const found = rosters.find(({ id }) => id === roster);
      const all = [...contacts, ...(found === undefined ? [] : onCall(found, nowMs))];
      return [...new Set(all)].map((contact) => ({ channel, contact }));
    });
  }

  async function tell(schedule: Schedule, nowMs: number): Promise<void> {
    const { month, period, dueMs } = turnOf(schedule, nowMs, 0);
    if (nowMs < dueMs) return;
    const untold = recipients(schedule, nowMs)
      .map((to) => ({ ...to, id: idOf(schedule.id, month, to.channel, to.contact) }))
      .filter(({ id }) => notifications.get(id) === undefined);
    if (untold.length === 0) return;
    const { kind, level, under, carrier, circuit, link } = schedule;
    const given = Object.entries({ level, under, carrier, circuit, link }).filter(
      ([, value]) => value !== undefined,
    );
    const question = { kind, period, filter: Object.fromEntries(given), knownMs: undefined };
    const reader = { sight: wholeSight, see: <T>(incident: T) => incident };
    const { head } = await reports.make(question, reader, { by: haidang, nowMs });
    const item = { incident: head.number, purpose: "report", route: schedule.id, over: false } as const;
    records.transaction(() => {
      for (const { id, channel, contact } of untold) {
        notifications.put({
          ...{ id, channel, contact, state: "waiting", items: [item], madeMs: nowMs, dueMs: nowMs },
          ...{ doneMs: null, attempts: 0, reason: null, detail: null },
        });
      }
    });
  }

  return {
    async step(nowMs) {
      if (busy) return;
      busy = true;
      try {
        for (const schedule of inventory().reports) {
          await tell(schedule, nowMs).catch(options.onFault);
        }
      } finally {
        busy = false;
      }
    },
    rows: (nowMs) =>
      inventory().reports.map((schedule) => {
        const to = recipients(schedule, nowMs);
        const told = [0, 1].flatMap((back) => {
          const { month } = turnOf(schedule, nowMs, back);
          const made = to.flatMap(
            ({ channel, contact }) => notifications.get(idOf(schedule.id, month, channel, contact)) ?? [],
          );
          return made.length === 0 ? [] : [{ month, made }];
        })[0];
        const next = [0, -1].map((back) => turnOf(schedule, nowMs, back)).find(({ dueMs }) => dueMs > nowMs);
        const { id, name, kind, formats } = schedule;
        return {
          ...{ id, name, kind, formats, recipients: to.length },
          nextMs: next?.dueMs ?? turnOf(schedule, nowMs, -1).dueMs,
          month: told?.month ?? null,
          report: told?.made[0]?.items[0]?.incident ?? null,
          state: stateOf(told?.made ?? []),
        };
      }),
    compose: (record, contact) => composeMail(record, contact, options),
  };
}

/** A mail with the report in each format, in the language of its schedule. */
async function composeMail(
  record: NotificationRecord,
  contact: Contact | undefined,
  { reports, inventory }: Pick<MonthlyOptions, "reports" | "inventory">,
): Promise<Message | { gone: string }> {
  const [item] = record.items;
  const schedule = inventory().reports.find(({ id }) => id === item?.route);
  if (item === undefined || schedule === undefined)
    return { gone: "the report is not in the inventory any more" };
  const found = reports.get(item.incident, () => true);
  if (found === undefined) return { gone: `the report ${item.incident} is not kept` };
  const files = [];
  for (const format of schedule.formats) files.push(await writeReport(found, format, schedule.language));
  const { subject, text } = mailText(found.head, found.content, schedule);
  return {
    ...{ id: record.id, purpose: "report", language: schedule.language, incidents: [], links: {} },
    ...{ subject, text, shortText: subject, atMs: record.madeMs },
    html: `<p>${text.split("\n").map(escapeHtml).join("<br>")}</p>`,
    contacts: contact === undefined ? [] : [contact],
    attachments: files,
  };
}

function stateOf(made: readonly NotificationRecord[]): ReportList["schedules"][number]["state"] {
  if (made.length === 0) return "waiting";
  if (made.some(({ state }) => state === "waiting")) return "sending";
  return made.some(({ state }) => state === "failed") ? "failed" : "sent";
}

function mailText(
  { number, hash }: { number: string; hash: string },
  content: ReportContent,
  { language, name }: Schedule,
): { subject: string; text: string } {
  const say = (key: ReportWord, values: Readonly<Record<string, string | number>> = {}) =>
    fill(reportWords[language][key], values);
  const { fromMs, toMs, whole } = content;
  const time = (ms: number) => moment(ms, language);
  const credit = creditOf(content);
  const month = new Date(fromMs + zoneMs).toISOString().slice(0, 7);
  const values = { title: deviceText(name, 120), month, number, hash };
  return {
    subject: say("report.mail.subject", values),
    text: say("report.mail.body", {
      ...values,
      period: say("report.period", { from: time(fromMs), to: time(toMs) }),
      coverage: coverageText(content, language),
      whole:
        whole === null
          ? say("report.empty")
          : say("report.mail.whole", {
              links: whole.memberCount,
              mean: percent(whole.meanPct, language),
              worst: percent(whole.worst?.pct ?? null, language),
            }),
      credit: credit === 0 ? "" : say("report.mail.credit", { credit: figure(credit, language) }),
    }),
  };
}
