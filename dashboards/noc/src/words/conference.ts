import { type ConferenceKey, conferenceWords } from "@haidang/contract/words/conference.ts";
import { type Catalogue, fill } from "@haidang/contract/words/words.ts";
import { language } from "../setting.ts";

const en = {
  "meetings.title": "Conferences",
  "meetings.none": "No meeting is planned.",
  "meetings.noneHint": "haidang conference add plans one.",
  "meetings.past": "With those over",
  "meetings.open": "To come",
  "meetings.show": "Shown",
  "meetings.name": "Meeting",
  "meetings.time": "Time",
  "meetings.points": "Points",
  "meetings.readiness": "Readiness",
  "meetings.owner": "Owner",
  "meetings.notYet": "not looked at yet",
  "meeting.starts": "until it begins",
  "meeting.runs": "under way",
  "meeting.ownedBy": "owner: {name}",
  "meeting.fixFirst": "What to mend first",
  "meeting.fixOrder": "worst first, then by how many points",
  "meeting.allReady": "All points are ready.",
  "meeting.found": "Point",
  "meeting.verdict": "Verdict",
  "meeting.search": "Search points, with or without diacritics",
  "meeting.all": "All",
  "meeting.filter": "Which points",
  "meeting.noneMatch": "No point matches.",
  "meeting.unwatched": "Nothing tells of the power of {points}.",
  "meeting.asOf": "looked at {time}, {ms} ms",
  "meeting.asks": "needs {rate} kbit/s, loss to {loss}%, jitter to {jitter} ms, round trip to {rtt} ms",
  "meeting.more": "and {count} more",
  "meeting.quality": "What it was like",
  "quality.good": "Good (min)",
  "quality.poor": "Poor",
  "quality.lost": "Lost",
  "quality.unknown": "Not measured",
  "quality.drops": "Drops",
  "quality.loss": "Loss p95",
  "quality.jitter": "Jitter p95",
  "quality.rtt": "Round trip p95",
} as const;

const vi: Record<keyof typeof en, string> = {
  "meetings.title": "Cuộc họp",
  "meetings.none": "Chưa có cuộc họp nào.",
  "meetings.noneHint": "Đặt lịch bằng haidang conference add.",
  "meetings.past": "Cả đã họp",
  "meetings.open": "Sắp tới",
  "meetings.show": "Xem",
  "meetings.name": "Cuộc họp",
  "meetings.time": "Thời gian",
  "meetings.points": "Điểm cầu",
  "meetings.readiness": "Mức sẵn sàng",
  "meetings.owner": "Phụ trách",
  "meetings.notYet": "chưa xem xét",
  "meeting.starts": "tới giờ khai mạc",
  "meeting.runs": "đang họp",
  "meeting.ownedBy": "phụ trách: {name}",
  "meeting.fixFirst": "Sửa gì trước",
  "meeting.fixOrder": "nặng nhất trước, rồi theo số điểm cầu",
  "meeting.allReady": "Tất cả điểm cầu đều sẵn sàng.",
  "meeting.found": "Điểm cầu",
  "meeting.verdict": "Kết luận",
  "meeting.search": "Tìm điểm cầu, có dấu hoặc không dấu",
  "meeting.all": "Tất cả",
  "meeting.filter": "Những điểm cầu nào",
  "meeting.noneMatch": "Không có điểm cầu nào khớp.",
  "meeting.unwatched": "Không có gì cho biết nguồn điện của {points}.",
  "meeting.asOf": "xem lúc {time}, {ms} ms",
  "meeting.asks":
    "cần {rate} kbit/s, mất gói đến {loss}%, biến thiên trễ đến {jitter} ms, khứ hồi đến {rtt} ms",
  "meeting.more": "và {count} điểm nữa",
  "meeting.quality": "Chất lượng buổi họp",
  "quality.good": "Tốt (phút)",
  "quality.poor": "Kém",
  "quality.lost": "Mất kết nối",
  "quality.unknown": "Không đo",
  "quality.drops": "Số lần rớt",
  "quality.loss": "Mất gói p95",
  "quality.jitter": "Biến thiên trễ p95",
  "quality.rtt": "Khứ hồi p95",
};

/** Words of the pages of meetings alone: they come with these pages, not with the first view. */
export const meetingWords: Catalogue<keyof typeof en> = { vi, en };

/** As `t`, of the words of meetings. */
export function tm(
  word: keyof typeof en | ConferenceKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const all = { ...conferenceWords[language.value], ...meetingWords[language.value] };
  return fill(all[word], values);
}
