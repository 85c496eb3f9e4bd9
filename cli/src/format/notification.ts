import type { ChannelRow, ChannelTest, NotificationRow, OnCallRow } from "@haidang/contract/notify.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { whyKey } from "../words/notify.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { figure, moment, nothing } from "./figure.ts";

const stateTones = { waiting: "warn", delivered: "good", failed: "bad", nobody: "bad" } as const;

const momentOr = (atMs: number | null, look: Look): string =>
  atMs === null ? nothing : moment(atMs, look.language, true);

function whyText(reason: string | null, look: Look): string {
  if (reason === null) return "";
  const key = whyKey(reason);
  return key === undefined ? deviceText(reason, 60) : say(look.language, key);
}

function recipientText({ channel, channelName, contact, contactName }: NotificationRow): string {
  const to = contactName ?? contact;
  return deviceText([to, channelName ?? channel].filter((part) => part !== null).join(" · "), 160);
}

/** What became of a delivery, alike for messages, channels and tries. */
type Delivery = Pick<ChannelTest, "reason" | "detail">;

const reasonColumn: Column<Delivery> = {
  key: "reason",
  title: "column.reason",
  raw: (row) => row.reason,
  text: (row, look) => whyText(row.reason, look),
};

const detailColumn: Column<Delivery> = {
  key: "detail",
  title: "column.detail",
  raw: (row) => deviceText(row.detail ?? "", 300),
  shrinks: true,
  tone: () => "dim",
};

export const notificationColumns: readonly Column<NotificationRow>[] = [
  {
    key: "state",
    title: "column.state",
    raw: (row) => row.state,
    text: (row, look) => say(look.language, `notification.${row.state}`),
    tone: (row) => stateTones[row.state],
  },
  {
    key: "time",
    title: "column.time",
    raw: (row) => row.madeMs,
    text: (row, look) => momentOr(row.madeMs, look),
  },
  {
    key: "purpose",
    title: "column.purpose",
    raw: (row) => row.purpose,
    text: (row, look) => say(look.language, `purpose.${row.purpose}`),
  },
  {
    key: "incidents",
    title: "column.incidents",
    raw: (row) => row.incidents.join(" "),
    text: ({ incidents }) =>
      incidents.length > 3
        ? `${incidents.slice(0, 3).join(" ")} +${incidents.length - 3}`
        : incidents.join(" "),
  },
  { key: "recipient", title: "column.recipient", raw: recipientText, shrinks: true },
  reasonColumn,
  {
    key: "next",
    title: "column.next",
    raw: (row) => (row.state === "waiting" ? row.dueMs : null),
    text: (row, look) => (row.state === "waiting" ? momentOr(row.dueMs, look) : ""),
  },
  detailColumn,
  {
    key: "attempts",
    title: "column.attempts",
    raw: (row) => row.attempts,
    text: (row, look) => figure(row.attempts, look.language),
    align: "right",
    wide: true,
  },
  { key: "route", title: "column.route", raw: (row) => row.routes.join(" "), wide: true },
  { key: "id", title: "column.id", raw: (row) => row.id, wide: true },
];

export const channelColumns: readonly Column<ChannelRow>[] = [
  { key: "id", title: "column.id", raw: (row) => row.id },
  { key: "name", title: "column.name", raw: (row) => deviceText(row.name, 120), shrinks: true },
  { key: "kind", title: "column.kind", raw: (row) => row.kind },
  {
    key: "state",
    title: "column.state",
    raw: (row) => (row.failingSinceMs === null ? "well" : "failing"),
    text: channelState,
    tone: (row) => (row.failingSinceMs !== null ? "bad" : row.lastDeliveredMs === null ? "dim" : "good"),
  },
  reasonColumn,
  {
    key: "waiting",
    title: "column.waitingMessages",
    raw: (row) => row.waiting,
    text: (row, look) => figure(row.waiting, look.language),
    align: "right",
  },
  {
    key: "delivered",
    title: "column.delivered",
    raw: (row) => row.lastDeliveredMs,
    text: (row, look) => momentOr(row.lastDeliveredMs, look),
  },
  detailColumn,
];

function channelState({ failingSinceMs, lastDeliveredMs }: ChannelRow, look: Look): string {
  if (failingSinceMs !== null) {
    return say(look.language, "channel.failing", { time: moment(failingSinceMs, look.language) });
  }
  return say(look.language, lastDeliveredMs === null ? "channel.unused" : "channel.well");
}

export const onCallColumns: readonly Column<OnCallRow>[] = [
  { key: "roster", title: "column.roster", raw: (row) => deviceText(row.rosterName, 120) },
  {
    key: "onCall",
    title: "column.onCall",
    raw: (row) => row.contacts.map(({ id }) => id).join(" "),
    text: (row, look) =>
      row.contacts.length === 0
        ? say(look.language, "oncall.nobody")
        : row.contacts.map(({ name }) => deviceText(name, 120)).join(", "),
    tone: (row) => (row.contacts.length === 0 ? "bad" : undefined),
    shrinks: true,
  },
  {
    key: "until",
    title: "column.until",
    raw: (row) => row.untilMs,
    text: (row, look) => (row.untilMs === null ? nothing : moment(row.untilMs, look.language)),
  },
  { key: "id", title: "column.id", raw: (row) => row.roster, wide: true },
];

export const channelTestColumns: readonly Column<ChannelTest>[] = [
  { key: "channel", title: "column.channel", raw: (row) => row.channel },
  { key: "recipient", title: "column.recipient", raw: (row) => row.contact },
  { key: "delivered", title: "column.state", raw: (row) => (row.delivered ? "delivered" : "failed") },
  reasonColumn,
  detailColumn,
  { key: "id", title: "column.id", raw: (row) => row.id },
];

/** One line: it went through, or why it did not. */
export function renderChannelTest(row: ChannelTest, look: Look): string {
  const to = row.contact === null ? row.channel : `${row.channel} (${row.contact})`;
  const detail = deviceText(row.detail ?? "", 300);
  return (
    row.delivered
      ? say(look.language, "channel.testOk", {
          ...{ channel: to, detail, seconds: figure(row.tookMs / 1000, look.language, { max: 1 }) },
        })
      : say(look.language, "channel.testFailed", { channel: to, detail, reason: whyText(row.reason, look) })
  ).trim();
}
