import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "arg.feed": "id of the feed, as feed list shows it",
  "feed.list.summary": "Feeds of the data centre with what they carry",
  "feed.list.description":
    "A feed is what devices of the inventory carry (supplies) and others draw from (feeds). Loads are the last readings of its power strips.",
  "feed.list.example.all": "All feeds",
  "feed.check.summary": "May this feed be taken down now?",
  "feed.check.description":
    "Names what would die, what would no longer be reached, and what the other feed would carry. All load is taken to move over. Exits with 1 unless the answer is yes.",
  "feed.check.example.a": "Before work on feed A",
} as const;

const vi: Record<keyof typeof en, string> = {
  "arg.feed": "id của nguồn, như feed list liệt kê",
  "feed.list.summary": "Các nguồn điện của trung tâm dữ liệu và tải của chúng",
  "feed.list.description":
    "Nguồn là thứ các thiết bị trong danh mục cấp (supplies) và thiết bị khác dùng (feeds). Tải là số đo mới nhất của các thanh nguồn.",
  "feed.list.example.all": "Mọi nguồn",
  "feed.check.summary": "Lúc này có ngắt được nguồn này không?",
  "feed.check.description":
    "Nêu thiết bị sẽ tắt, thứ sẽ mất đường tới, và tải nguồn còn lại sẽ chịu. Tính như toàn bộ tải chuyển sang. Thoát với mã 1 nếu câu trả lời không phải là có.",
  "feed.check.example.a": "Trước khi làm việc trên nguồn A",
};

/** Help of the commands about feeds. */
export const powerHelp: Catalogue<keyof typeof en> = { en, vi };
