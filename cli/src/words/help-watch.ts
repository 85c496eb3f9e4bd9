import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "watch-over.summary": "Watch over a control plane from another machine",
  "watch-over.description":
    "Runs until it is stopped. Asks the control plane whether it is well, and tells when it was not for --silent-after, and once more when it is again, by each way named. What did not get out is tried again each round. A restart of this watcher tells nobody twice, and silence counts only while it runs. With --proof it also takes the calls of HAIDANG_DEADMAN_URL: then either is enough to be well.",
  "watch-over.example.command": "Run a program, e.g. one that rings the person on duty",
  "watch-over.example.proof":
    "Where the watcher cannot reach in: on the control plane HAIDANG_DEADMAN_URL=http://<watcher>:8710/chinh-9f2c41d07ab35e68",
  "arg.watchUrl": "the control plane; else --url, HAIDANG_URL",
  "flag.watchCommand": "a program to run, without a shell; what is told is JSON on its input",
  "flag.watchWebhook": "a URL that gets the same JSON by POST",
  "flag.watchMail": "an address told by this machine's sendmail",
  "flag.watchSilentAfter": "how long it may be silent",
  "flag.watchEvery": "how often it is asked",
  "flag.watchProof": "take proofs of life here, under a word nobody can guess",
  "flag.watchState": "where it is kept what was told; else in ~/.local/state/haidang",
} as const;

const vi: Record<keyof typeof en, string> = {
  "watch-over.summary": "Canh một trung tâm từ máy khác",
  "watch-over.description":
    "Chạy đến khi bị dừng. Hỏi trung tâm có ổn không, báo khi không ổn quá --silent-after, và báo lại khi đã ổn, bằng mọi cách đã ghi. Lần nào chưa báo được thì thử lại ở vòng sau. Khởi động lại không báo ai hai lần, và chỉ tính im lặng trong lúc đang chạy. Với --proof, cũng nhận các lần gọi của HAIDANG_DEADMAN_URL: khi đó một trong hai là đủ để coi là ổn.",
  "watch-over.example.command": "Chạy một chương trình, ví dụ gọi điện cho người trực",
  "watch-over.example.proof":
    "Khi máy canh không gọi vào được: trên trung tâm đặt HAIDANG_DEADMAN_URL=http://<watcher>:8710/chinh-9f2c41d07ab35e68",
  "arg.watchUrl": "trung tâm; không ghi thì --url, HAIDANG_URL",
  "flag.watchCommand": "chương trình để chạy, không qua shell; nội dung là JSON ở đầu vào",
  "flag.watchWebhook": "URL nhận cùng JSON đó bằng POST",
  "flag.watchMail": "địa chỉ thư, gửi bằng sendmail của máy này",
  "flag.watchSilentAfter": "được im lặng bao lâu",
  "flag.watchEvery": "bao lâu hỏi một lần",
  "flag.watchProof": "nhận bằng chứng còn sống ở đây, dưới một từ không ai đoán được",
  "flag.watchState": "nơi giữ những gì đã báo; không ghi thì trong ~/.local/state/haidang",
};

/** Help of watching over a control plane. */
export const watchHelp: Catalogue<keyof typeof en> = { en, vi };
