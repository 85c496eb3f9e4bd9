import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "watch.begun": "watching over {url}, telling by {ways}",
  "watch.silent.subject": "[Hải Đăng] THE CONTROL PLANE IS SILENT: {url}",
  "watch.silent.text":
    "The control plane at {url} has not been well since {since} ({why}). Until it is, nobody is told of outages.",
  "watch.well.subject": "[Hải Đăng] The control plane is back: {url}",
  "watch.well.text": "The control plane at {url} is well again; it was silent since {since}, for {duration}.",
  "watch.untold": "not told by {way}: {why}; it is tried again",
  "watch.noWay": "nobody would be told: name a --command, a --webhook or a --mail",
  "watch.tooSoon": "--silent-after has to be at least twice --every",
  "watch.proofForm":
    "a --proof is an address, a port and a word of 16 characters or more that nobody can guess",
  "watch.webhookForm": "a --webhook starts with http:// or https://",
  "watch.mailForm": "a --mail is one address",
  "watch.hint":
    "as: haidang watch-over https://noc.example.vn --command /usr/local/bin/bao-dong --silent-after 60s",
} as const;

const vi: Record<keyof typeof en, string> = {
  "watch.begun": "đang canh {url}, báo bằng {ways}",
  "watch.silent.subject": "[Hải Đăng] TRUNG TÂM IM LẶNG: {url}",
  "watch.silent.text":
    "Trung tâm {url} không ổn từ {since} ({why}). Từ giờ đến khi khắc phục, không ai được báo khi mất kết nối.",
  "watch.well.subject": "[Hải Đăng] Trung tâm đã trở lại: {url}",
  "watch.well.text": "Trung tâm {url} đã ổn trở lại; đã im lặng từ {since}, trong {duration}.",
  "watch.untold": "chưa báo được bằng {way}: {why}; sẽ thử lại",
  "watch.noWay": "sẽ không ai được báo: ghi --command, --webhook hoặc --mail",
  "watch.tooSoon": "--silent-after phải ít nhất gấp đôi --every",
  "watch.proofForm": "--proof gồm địa chỉ, cổng và một từ từ 16 ký tự mà không ai đoán được",
  "watch.webhookForm": "--webhook bắt đầu bằng http:// hoặc https://",
  "watch.mailForm": "--mail là một địa chỉ thư",
  "watch.hint":
    "ví dụ: haidang watch-over https://noc.example.vn --command /usr/local/bin/bao-dong --silent-after 60s",
};

/** What the watcher outside says. */
export const watchWords: Catalogue<keyof typeof en> = { en, vi };
