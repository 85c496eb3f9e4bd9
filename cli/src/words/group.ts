import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.room": "room",
  "column.heightU": "height (U)",
  "column.u": "U",
  "detail.mounted": "Mounted",
  "uptime.atTime": "Units as they were at the time",
  "uptime.total.count": "{count} in all",
  "uptime.total.mean": "mean {pct}",
  "uptime.total.worst": "worst {pct} {name}",
  "uptime.total.below": "{count} below {pct}",
  "uptime.total.belowOwn": "{count} below their target",
  "uptime.groupedMembers": "Members: {kind}. Mean: each member counts the same",
  "uptime.working": "Working out uptime …",
  "group.all": "The whole inventory",
  "column.group": "group",
  "column.members": "members",
  "column.mean": "mean",
  "column.anyPath": "any path",
  "column.worstPct": "worst",
  "column.worst": "which",
  "column.measured": "measured",
  "column.exceeded": "over budget",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.room": "phòng máy",
  "column.heightU": "chiều cao (U)",
  "column.u": "U",
  "detail.mounted": "Vị trí lắp",
  "uptime.atTime": "Theo đơn vị tại thời điểm",
  "uptime.total.count": "Tổng {count} mục",
  "uptime.total.mean": "trung bình {pct}",
  "uptime.total.worst": "thấp nhất {pct} {name}",
  "uptime.total.below": "{count} dưới {pct}",
  "uptime.total.belowOwn": "{count} dưới cam kết",
  "uptime.groupedMembers": "Thành phần: {kind}. Trung bình: mỗi thành phần tính như nhau",
  "uptime.working": "Đang tính độ khả dụng …",
  "group.all": "Toàn bộ danh mục",
  "column.group": "nhóm",
  "column.members": "gồm",
  "column.mean": "trung bình",
  "column.anyPath": "còn đường",
  "column.worstPct": "thấp nhất",
  "column.worst": "ở",
  "column.measured": "có số đo",
  "column.exceeded": "vượt cam kết",
};

/** What is said of racks and of groups of objects. */
export const groupWords: Catalogue<keyof typeof en> = { en, vi };
