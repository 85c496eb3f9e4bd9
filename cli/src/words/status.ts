import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "list.empty": "Nothing to list.",
  "list.filtered": "Nothing passes the filter.",
  "list.limited": "The first {count} of {total}; --limit shows more or fewer.",
  "watch.head": "{text}  ·  live, Ctrl-C ends",
  "watch.format": "-w follows tables and JSON, not {format}",
  "watch.formatHint": "use --json: one line an update",
  "list.storeAway": "the store of measurements does not answer: readings are missing, states are true",
  "status.empty": "Nothing is watched yet. Write an inventory and run: haidang inventory apply <folder>",
  "status.noAgents": "No agent is enrolled, so nothing is being measured.",
  "status.unmeasured": "Nothing is measured yet.",
  "status.agents": "Agents: {total}, all reporting",
  "status.agentsSilent": "Agents: {total}, {silent} silent",
  "status.well": "Nothing is wrong.",
  "status.troubled": "Needs attention ({count})",
  "status.carried": "Because of these, so {count|is|are} {count} {count|unit or site|units and sites}.",
} as const;

const vi: Record<keyof typeof en, string> = {
  "list.empty": "Không có gì để liệt kê.",
  "list.filtered": "Không có mục nào khớp bộ lọc.",
  "list.limited": "{count} dòng đầu trong {total}; --limit để xem nhiều hay ít hơn.",
  "watch.head": "{text}  ·  trực tiếp, Ctrl-C để dừng",
  "watch.format": "-w theo dõi được bảng và JSON, không phải {format}",
  "watch.formatHint": "dùng --json: mỗi lần cập nhật một dòng",
  "list.storeAway": "kho số đo không trả lời: thiếu số đo, trạng thái vẫn đúng",
  "status.empty": "Chưa giám sát gì. Hãy viết danh mục rồi chạy: haidang inventory apply <thư mục>",
  "status.noAgents": "Chưa có tác tử nào ghi danh nên không đo được gì.",
  "status.unmeasured": "Chưa có số đo nào.",
  "status.agents": "Tác tử: {total}, đều đang gửi",
  "status.agentsSilent": "Tác tử: {total}, {silent} im lặng",
  "status.well": "Không có gì bất thường.",
  "status.troubled": "Cần chú ý ({count})",
  "status.carried": "Kéo theo {count} đơn vị và trụ sở.",
};

/** Lists and the state of everything. */
export const statusWords: Catalogue<keyof typeof en> = { en, vi };
