import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "weekday.mon": "Mon",
  "weekday.tue": "Tue",
  "weekday.wed": "Wed",
  "weekday.thu": "Thu",
  "weekday.fri": "Fri",
  "weekday.sat": "Sat",
  "weekday.sun": "Sun",
  "window.running": "running",
  "window.planned": "planned",
  "window.over": "over",
  "window.cancelled": "cancelled",
  "maintenance.none": "No maintenance runs or is planned.",
  "maintenance.weekly": "{days} {hours}, since {day}",
  "maintenance.until": " until {day}",
  "maintenance.annotation": "annotation",
  "maintenance.annotationNote":
    "It began before it was written down, so it is an annotation: reports count it only with --annotations.",
  "maintenance.cancelledBy": "cancelled by {by} at {time}",
  "maintenance.noEnd": "a window needs an end: --to or --for",
  "maintenance.backwards": "the window ends before it begins",
  "maintenance.days": '"{value}" names no days; days are {list}',
  "maintenance.hours": '"{value}" is not a stretch of hours',
  "maintenance.weeklyFor": "a weekly window takes its length from --at, not from --for",
  "maintenance.scopeTwice": "a carrier and an object exclude each other",
  "maintenance.noScope": "what is worked on? a kind and a name, or --carrier",
  "maintenance.whenHint":
    'as: haidang maintenance add link co-to-1 --from "22:00 25/11/2026" --for 4h --reason "…", or --weekly sun --at 22:00-02:00',
  "revision.late_data": "late results of {by} ({check})",
  "revision.annotation": "annotated by maintenance {by}",
  "revision.inventory": "inventory revision {by}",
  "revision.of": "{object}, {period}",
} as const;

const vi: Record<keyof typeof en, string> = {
  "weekday.mon": "T2",
  "weekday.tue": "T3",
  "weekday.wed": "T4",
  "weekday.thu": "T5",
  "weekday.fri": "T6",
  "weekday.sat": "T7",
  "weekday.sun": "CN",
  "window.running": "đang diễn ra",
  "window.planned": "sắp tới",
  "window.over": "đã qua",
  "window.cancelled": "đã hủy",
  "maintenance.none": "Không có bảo trì nào đang diễn ra hay sắp tới.",
  "maintenance.weekly": "{days} {hours}, từ {day}",
  "maintenance.until": " đến {day}",
  "maintenance.annotation": "ghi chú sau",
  "maintenance.annotationNote":
    "Việc này bắt đầu trước khi được ghi lại, nên chỉ là ghi chú: báo cáo chỉ tính khi có --annotations.",
  "maintenance.cancelledBy": "{by} hủy lúc {time}",
  "maintenance.noEnd": "khung giờ bảo trì cần lúc kết thúc: --to hoặc --for",
  "maintenance.backwards": "khung giờ kết thúc trước khi bắt đầu",
  "maintenance.days": '"{value}" không phải các thứ trong tuần; viết {list}',
  "maintenance.hours": '"{value}" không phải là khoảng giờ',
  "maintenance.weeklyFor": "bảo trì hằng tuần dài theo --at, không theo --for",
  "maintenance.scopeTwice": "nhà mạng và đối tượng loại trừ nhau",
  "maintenance.noScope": "bảo trì cái gì? ghi loại và tên, hoặc --carrier",
  "maintenance.whenHint":
    'ví dụ: haidang maintenance add link co-to-1 --from "22:00 25/11/2026" --for 4h --reason "…", hoặc --weekly sun --at 22:00-02:00',
  "revision.late_data": "kết quả đến muộn của {by} ({check})",
  "revision.annotation": "ghi chú bảo trì {by}",
  "revision.inventory": "danh mục bản {by}",
  "revision.of": "{object}, {period}",
};

/** What is said of maintenance windows and of revisions of the past. */
export const maintenanceWords: Catalogue<keyof typeof en> = { en, vi };
