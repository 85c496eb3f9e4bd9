import type {
  ConferenceState,
  FigureSpan,
  Finding,
  FindingCode,
  LayerState,
  ReadinessLayer,
  ReadinessStage,
} from "../conference.ts";
import { deviceText, type Language } from "../text.ts";
import { type Catalogue, fill, words as shared } from "./words.ts";

export type ConferenceKey =
  | `finding.${FindingCode}`
  | `fix.${FindingCode}`
  | `span.${FigureSpan}`
  | `layer.${ReadinessLayer}`
  | `readiness.${LayerState}`
  | `stage.${ReadinessStage}`
  | `meeting.${ConferenceState}`
  | "points.one"
  | "points.other"
  | "points.andBridge"
  | "changes.line"
  | "changes.none"
  | "changes.since"
  | "finding.left"
  | "finding.carrier"
  | "finding.incident"
  | "finding.onlyThis";

const vi: Record<ConferenceKey, string> = {
  "finding.unreachable": "{subject} mất kết nối từ {from}",
  "finding.way_lost": "{subject} mất kết nối, đang đi đường dự phòng",
  "finding.loss": "mất gói {value}% {span}, cần không quá {bound}%",
  "finding.jitter": "biến thiên trễ {value} ms {span}, cần không quá {bound} ms",
  "finding.delay": "độ trễ khứ hồi {value} ms {span}, cần không quá {bound} ms",
  "finding.flapping": "{subject} chập chờn",
  "finding.cir_small": "{subject} có tốc độ cam kết {value} Mb/s, cuộc gọi cần {bound} Mb/s",
  "finding.headroom": "{subject} chỉ còn trống {value} Mb/s lúc cao điểm, cuộc gọi cần {bound} Mb/s",
  "finding.network_stale": "không có số đo mạng: {reason}",
  "finding.battery_low": "{subject}: ắc quy sắp cạn",
  "finding.on_battery": "{subject}: mất điện lưới, đang chạy ắc quy",
  "finding.charge_low": "{subject}: ắc quy chỉ còn {value}%",
  "finding.runtime_low": "{subject}: ắc quy chỉ chạy được {value} phút",
  "finding.ups_stale": "{subject}: không đọc được bộ lưu điện từ {from}",
  "finding.room_down": "thiết bị họp không trả lời: {reason}",
  "finding.not_registered": "thiết bị họp chưa đăng ký: {reason}",
  "finding.room_degraded": "thiết bị họp: {reason}",
  "finding.certificate": "chứng thư của thiết bị họp còn {value} ngày",
  "finding.busy": "thiết bị họp đang trong cuộc gọi khác",
  "finding.not_in_call": "thiết bị họp chưa vào cuộc gọi",
  "finding.room_stale": "không biết thiết bị họp thế nào: {reason}",
  "finding.works_during": "{subject} bảo trì trong giờ họp, {from} – {to}: {note}",
  "finding.works_before": "{subject} bảo trì trước giờ họp, {from} – {to}: {note}",
  "finding.incident_open": "{subject} đang có sự cố",
  "finding.not_in_inventory": "điểm cầu không có trong danh mục",
  "finding.left": ", còn {value} phút",
  "finding.carrier": " ({note})",
  "finding.incident": " [{incident}]",
  "finding.onlyThis": "điểm này",
  "fix.unreachable": "Gọi nhà mạng hoặc đơn vị quản lý; chuẩn bị đường 4G thay thế",
  "fix.way_lost": "Yêu cầu nhà mạng nối lại đường chính trước giờ họp",
  "fix.loss": "Báo nhà mạng kèm số đo; tìm cổng lỗi hoặc đường đang nghẽn",
  "fix.jitter": "Tìm đường đang nghẽn; ưu tiên gói hội nghị (QoS)",
  "fix.delay": "Kiểm tra đường đi có bị vòng; báo nhà mạng",
  "fix.flapping": "Kiểm tra đầu nối, modem; báo nhà mạng theo dõi đến hết giờ họp",
  "fix.cir_small": "Giảm tốc độ cuộc gọi của điểm này hoặc nâng tốc độ cam kết",
  "fix.headroom": "Dừng sao lưu, tải lớn trong giờ họp, hoặc giảm tốc độ cuộc gọi",
  "fix.network_stale": "Kiểm tra tác tử đo; gọi điện hỏi điểm cầu",
  "fix.battery_low": "Gọi điện lực; chuyển sang máy phát ngay",
  "fix.on_battery": "Hỏi điện lực giờ có điện lại; chuẩn bị máy phát",
  "fix.charge_low": "Để bộ lưu điện nạp đầy; hỏi khi nào vừa mất điện",
  "fix.runtime_low": "Giảm tải hoặc thay ắc quy; chuẩn bị máy phát",
  "fix.ups_stale": "Kiểm tra cổng quản lý của bộ lưu điện; hỏi người tại chỗ",
  "fix.room_down": "Nhờ người tại phòng họp bật thiết bị và kiểm tra dây mạng",
  "fix.not_registered": "Kiểm tra tài khoản của thiết bị và tổng đài, rồi đăng ký lại",
  "fix.room_degraded": "Khởi động lại thiết bị họp rồi gọi thử",
  "fix.certificate": "Gia hạn chứng thư trước giờ họp",
  "fix.busy": "Nhờ phòng họp kết thúc cuộc gọi đang có",
  "fix.not_in_call": "Gọi vào điểm cầu, hoặc nhờ phòng họp gọi lại",
  "fix.room_stale": "Gọi điện hỏi phòng họp và gọi thử",
  "fix.works_during": "Xin dời lịch bảo trì",
  "fix.works_before": "Gọi thử lại sau khi bảo trì xong",
  "fix.incident_open": "Theo sự cố đến khi khắc phục",
  "fix.not_in_inventory": "Sửa danh sách điểm cầu của cuộc họp hoặc thêm vào danh mục",
  "span.now": "lúc này",
  "span.lately": "trong mấy giờ qua",
  "span.same_hours": "cùng giờ những ngày trước",
  "layer.network": "mạng",
  "layer.power": "nguồn",
  "layer.room": "phòng họp",
  "layer.plan": "kế hoạch",
  "readiness.green": "sẵn sàng",
  "readiness.amber": "cần lưu ý",
  "readiness.red": "chưa họp được",
  "readiness.unknown": "không xác định",
  "readiness.unwatched": "không theo dõi",
  "stage.evening": "chiều hôm trước",
  "stage.hour": "trước một giờ",
  "stage.live": "trong giờ họp",
  "stage.manual": "làm bằng tay",
  "meeting.running": "đang họp",
  "meeting.planned": "sắp họp",
  "meeting.over": "đã họp",
  "meeting.cancelled": "đã hủy",
  "points.one": "{count} điểm cầu",
  "points.other": "{count} điểm cầu",
  "points.andBridge": "có cầu trung tâm",
  "changes.since": "So với lượt {time} ({stage})",
  "changes.line": "{better} tốt lên, {worse} xấu đi",
  "changes.none": "không đổi",
};

const en: Record<ConferenceKey, string> = {
  "finding.unreachable": "{subject} is down since {from}",
  "finding.way_lost": "{subject} is down, the backup carries it",
  "finding.loss": "loss {value}% {span}, needs {bound}% at most",
  "finding.jitter": "jitter {value} ms {span}, needs {bound} ms at most",
  "finding.delay": "round trip {value} ms {span}, needs {bound} ms at most",
  "finding.flapping": "{subject} flaps",
  "finding.cir_small": "{subject} has a CIR of {value} Mb/s, the call needs {bound} Mb/s",
  "finding.headroom": "{subject} has {value} Mb/s free at the busiest, the call needs {bound} Mb/s",
  "finding.network_stale": "the network is not measured: {reason}",
  "finding.battery_low": "{subject}: the battery is almost empty",
  "finding.on_battery": "{subject}: mains lost, on battery",
  "finding.charge_low": "{subject}: battery at {value}% only",
  "finding.runtime_low": "{subject}: battery for {value} min only",
  "finding.ups_stale": "{subject}: the UPS was last read at {from}",
  "finding.room_down": "the room does not answer: {reason}",
  "finding.not_registered": "the room is not registered: {reason}",
  "finding.room_degraded": "the room: {reason}",
  "finding.certificate": "the room's certificate has {value} days left",
  "finding.busy": "the room is in another call",
  "finding.not_in_call": "the room is not in the call",
  "finding.room_stale": "nothing is known of the room: {reason}",
  "finding.works_during": "{subject} has works during the meeting, {from} – {to}: {note}",
  "finding.works_before": "{subject} has works before the meeting, {from} – {to}: {note}",
  "finding.incident_open": "{subject} has an open incident",
  "finding.not_in_inventory": "the point is not in the inventory",
  "finding.left": ", {value} min left",
  "finding.carrier": " ({note})",
  "finding.incident": " [{incident}]",
  "finding.onlyThis": "this point",
  "fix.unreachable": "Call the carrier or whoever runs it; get a 4G line ready",
  "fix.way_lost": "Have the carrier mend the main line before the meeting",
  "fix.loss": "Tell the carrier with the figures; look for a faulty port or a full line",
  "fix.jitter": "Look for the full line; give conference packets priority (QoS)",
  "fix.delay": "See whether the path makes a detour; tell the carrier",
  "fix.flapping": "Check plugs and modem; have the carrier watch until the meeting is over",
  "fix.cir_small": "Lower the call rate of this point, or raise the CIR",
  "fix.headroom": "Stop backups and large downloads during the meeting, or lower the call rate",
  "fix.network_stale": "Check the agent that measures; ask the room by phone",
  "fix.battery_low": "Call the power company; start a generator now",
  "fix.on_battery": "Ask the power company when mains return; get a generator ready",
  "fix.charge_low": "Let the UPS charge; ask when power was lost",
  "fix.runtime_low": "Take load off or replace the battery; get a generator ready",
  "fix.ups_stale": "Check the UPS's management port; ask somebody there",
  "fix.room_down": "Have somebody in the room switch it on and check its network cable",
  "fix.not_registered": "Check the account of the room and the registrar, then register anew",
  "fix.room_degraded": "Restart the room's codec, then make a test call",
  "fix.certificate": "Renew the certificate before the meeting",
  "fix.busy": "Have the room end the call it is in",
  "fix.not_in_call": "Call the room, or have it call in",
  "fix.room_stale": "Ask the room by phone and make a test call",
  "fix.works_during": "Ask for another time for the works",
  "fix.works_before": "Make a test call once the works are over",
  "fix.incident_open": "Follow the incident until it is resolved",
  "fix.not_in_inventory": "Mend the meeting's list of points, or add it to the inventory",
  "span.now": "now",
  "span.lately": "within the last hours",
  "span.same_hours": "at this time of day on the days before",
  "layer.network": "network",
  "layer.power": "power",
  "layer.room": "room",
  "layer.plan": "planned",
  "readiness.green": "ready",
  "readiness.amber": "to look at",
  "readiness.red": "not ready",
  "readiness.unknown": "not known",
  "readiness.unwatched": "not watched",
  "stage.evening": "the evening before",
  "stage.hour": "an hour before",
  "stage.live": "during the meeting",
  "stage.manual": "by hand",
  "meeting.running": "under way",
  "meeting.planned": "to come",
  "meeting.over": "over",
  "meeting.cancelled": "cancelled",
  "points.one": "{count} point",
  "points.other": "{count} points",
  "points.andBridge": "with the bridge",
  "changes.since": "Since the run of {time} ({stage})",
  "changes.line": "{better} got better, {worse} got worse",
  "changes.none": "no change",
};

/** What is said of meetings and of how ready they are. */
export const conferenceWords: Catalogue<ConferenceKey> = { vi, en };

const locales: Record<Language, string> = { vi: "vi-VN", en: "en-GB" };
const numberFormats = new Map<string, Intl.NumberFormat>();

function numberText(value: number, language: Language): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const key = `${language} ${digits}`;
  const format =
    numberFormats.get(key) ?? new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits });
  numberFormats.set(key, format);
  return format.format(value);
}

/** `08:00 24/11`: the clock of Asia/Ho_Chi_Minh, which is seven hours ahead all year. */
export function meetingTime(atMs: number): string {
  const local = new Date(atMs + 7 * 3_600_000).toISOString();
  return `${local.slice(11, 16)} ${local.slice(8, 10)}/${local.slice(5, 7)}`;
}

/** `12 points`, `1 point`. */
export function countedPoints(count: number, language: Language): string {
  const form = language === "en" && count === 1 ? "points.one" : "points.other";
  return fill(conferenceWords[language][form], { count: numberText(count, language) });
}

/** One finding as a sentence: what is wrong, where, and by how much. */
export function findingText(finding: Finding, language: Language): string {
  const words = conferenceWords[language];
  const { code, subject, reason, span, value, bound, fromMs, toMs, note = "", incident } = finding;
  const figure = value === undefined ? "" : numberText(value, language);
  const text = fill(words[`finding.${code}`], {
    subject: subject === undefined ? words["finding.onlyThis"] : deviceText(subject.name, 120),
    reason: reason === undefined ? words["readiness.unknown"] : shared[language][`reason.${reason}`],
    span: span === undefined ? "" : words[`span.${span}`],
    value: figure,
    bound: bound === undefined ? "" : numberText(bound, language),
    from: fromMs === undefined ? "" : meetingTime(fromMs),
    to: toMs === undefined ? "" : meetingTime(toMs),
    note: deviceText(note, 120),
  });
  const isCarrier = note !== "" && !code.startsWith("works");
  return [
    text,
    code === "on_battery" && value !== undefined ? fill(words["finding.left"], { value: figure }) : "",
    isCarrier ? fill(words["finding.carrier"], { note: deviceText(note, 120) }) : "",
    incident === undefined ? "" : fill(words["finding.incident"], { incident }),
  ].join("");
}

/** What to do about a finding. */
export function fixText({ code }: Pick<Finding, "code">, language: Language): string {
  return conferenceWords[language][`fix.${code}`];
}
