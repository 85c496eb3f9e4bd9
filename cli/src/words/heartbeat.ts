import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.lastReport": "last report",
  "column.awaited": "awaited",
  "column.rhythm": "rhythm",
  "column.took": "took",
  "column.reported": "it said",
  "heartbeat.every": "every {duration}",
  "heartbeat.daily": "{times}",
  "heartbeat.on": "{times} on {days}",
  "heartbeat.never": "never",
  "heartbeat.ago": "{duration} ago",
  "heartbeat.running": "began {duration} ago",
  "heartbeat.address": "{id} reports to this address; whoever knows it can report in its name:",
  "heartbeat.how": "At the end of a job:  {command}",
  "day.mon": "Monday",
  "day.tue": "Tuesday",
  "day.wed": "Wednesday",
  "day.thu": "Thursday",
  "day.fri": "Friday",
  "day.sat": "Saturday",
  "day.sun": "Sunday",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.lastReport": "lần báo cuối",
  "column.awaited": "hạn báo",
  "column.rhythm": "nhịp",
  "column.took": "mất",
  "column.reported": "lời báo",
  "heartbeat.every": "mỗi {duration}",
  "heartbeat.daily": "{times}",
  "heartbeat.on": "{times} vào {days}",
  "heartbeat.never": "chưa từng",
  "heartbeat.ago": "{duration} trước",
  "heartbeat.running": "bắt đầu {duration} trước",
  "heartbeat.address": "{id} báo về địa chỉ này; ai biết địa chỉ đều báo thay được:",
  "heartbeat.how": "Đặt ở cuối công việc:  {command}",
  "day.mon": "thứ hai",
  "day.tue": "thứ ba",
  "day.wed": "thứ tư",
  "day.thu": "thứ năm",
  "day.fri": "thứ sáu",
  "day.sat": "thứ bảy",
  "day.sun": "chủ nhật",
};

/** What is said of whatever reports to us. */
export const heartbeatWords: Catalogue<keyof typeof en> = { en, vi };
