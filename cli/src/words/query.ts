import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "query.empty": "No points in that period.",
  "query.measurements": "Measurements: {list}",
  "query.fields": "Fields of {measurement}: {list}",
  "query.selector": '"{value}" is not a measurement or measurement.field',
  "query.aggregateAlone": "--aggregate needs a --step or --points",
  "query.distribution": "--distribution is of one of these, without a field: {list}",
  "query.object": '"{value}" is not an object such as link/co-to-1',
  "query.tag": '"{value}" is not a tag such as ifName=eth0',
} as const;

const vi: Record<keyof typeof en, string> = {
  "query.empty": "Không có điểm đo trong khoảng đó.",
  "query.measurements": "Các phép đo: {list}",
  "query.fields": "Các trường của {measurement}: {list}",
  "query.selector": '"{value}" không phải là phép-đo hoặc phép-đo.trường',
  "query.aggregateAlone": "--aggregate cần có --step hoặc --points",
  "query.distribution": "--distribution dùng cho một trong các phép đo sau, không kèm trường: {list}",
  "query.object": '"{value}" không phải là đối tượng như link/co-to-1',
  "query.tag": '"{value}" không phải là nhãn như ifName=eth0',
};

/** Asking for measurements. */
export const queryWords: Catalogue<keyof typeof en> = { en, vi };
