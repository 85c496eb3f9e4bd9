import type { Language } from "@haidang/contract/text.ts";
import { type Catalogue, fill } from "@haidang/contract/words/words.ts";

/** What the agent's own commands say to whoever installs it. */
const en = {
  usage: `haidang-agent                     measure and deliver, until told to stop
haidang-agent enrol <url> <code> [<fingerprint>]
                                  make this machine an agent of the control plane at that address
haidang-agent enrol --file [<path>]
                                  the same by an invitation *.haidang, from here or a stick
haidang-agent doctor              what is missing here, and how to mend it
haidang-agent --version`,
  unknown: "There is no command {name}.",
  enrolNeeds: "enrol needs the address of the control plane and a code.",
  enrolExample: "Like: haidang-agent enrol http://127.0.0.1:8700 <code>",
  enrolled: "This machine is now agent {agent} of {url}.",
  enrolledPending:
    "This machine is known to {url} as {agent} and begins to measure once somebody lets it in: haidang agent approve {agent}",
  invitationFound: "Using the invitation {path}.",
  enrolledAlready:
    "This machine is agent {agent} of {url} already, and is known there. The code was not used.",
  noAnswer: "{url} has not answered for {seconds} s: {why}",
  noAnswerMend:
    "Check the address and the network or tunnel to it, then try again; the code has not been used.",

  good: "ok  ",
  bad: "BAD ",
  poor: "note",
  mend: "mend: {how}",
  icmpFping: "Echo requests are sent with fping.",
  icmpPing: "Echo requests are sent with ping, which costs more and sees less: {detail}",
  icmpMissing: "Echo requests cannot be sent: fping is not installed.",
  icmpForbidden: "Echo requests cannot be sent: fping may not open raw sockets.",
  icmpFault: "Echo requests cannot be sent: {detail}",
  fpingMend: "sudo apt install fping",
  rawMend: "run it as the service (sudo haidang-agent doctor), or: sudo setcap cap_net_raw+ep /usr/bin/fping",
  portsLow: "Ports below 1024 can be listened on.",
  portsHigh: "Ports below 1024 cannot be listened on (SNMP traps on 162, STAMP reflector on 862).",
  portsMend: "run it as the service: it has CAP_NET_BIND_SERVICE",
  clockGood: "The clock is synchronised, to within {ms} ms.",
  clockBad: "The clock is not synchronised: times of measurements drift, one-way delays are not told.",
  clockMend: "sudo apt install chrony",
  folderGood: "{folder} can be written and has {mb} MB free.",
  folderFull: "{folder} has only {mb} MB free.",
  folderFullMend: "free some space: what cannot be sent is kept there",
  folderBad: "{folder} cannot be written: {why}",
  folderMend: "sudo chown -R haidang: {folder}",
  notEnrolled: "This machine is not enrolled.",
  notEnrolledMend: "sudo haidang-agent enrol <url> <code>, the code from whoever runs the control plane",
  identityBad: "{why}",
  identityMend: "delete that file and enrol again with a new code",
  centreGood: "{url} answers and knows this machine as {agent}.",
  centreRefused: "{url} no longer accepts the credential of {agent}.",
  centreRefusedMend: "sudo haidang-agent enrol {url} <new code>",
  centreAway: "{url} does not answer.",
  centreAwayMend: "check the network or tunnel; meanwhile measurements wait on disk",
} as const;
export type CommandWord = keyof typeof en;

const vi: Record<CommandWord, string> = {
  usage: `haidang-agent                     đo và gửi số liệu, đến khi được bảo dừng
haidang-agent enrol <url> <mã> [<vân tay khóa>]
                                  đăng ký máy này làm tác tử của trung tâm ở địa chỉ đó
haidang-agent enrol --file [<đường dẫn>]
                                  như trên, bằng tệp mời *.haidang ở đây hoặc trên USB
haidang-agent doctor              máy này còn thiếu gì, và cách khắc phục
haidang-agent --version`,
  unknown: "Không có lệnh {name}.",
  enrolNeeds: "enrol cần địa chỉ của trung tâm và mã đăng ký.",
  enrolExample: "Ví dụ: haidang-agent enrol http://127.0.0.1:8700 <mã>",
  enrolled: "Máy này giờ là tác tử {agent} của {url}.",
  enrolledPending:
    "{url} đã biết máy này với tên {agent}; máy bắt đầu đo khi có người duyệt: haidang agent approve {agent}",
  invitationFound: "Dùng tệp mời {path}.",
  enrolledAlready: "Máy này đã là tác tử {agent} của {url} và được công nhận ở đó. Mã chưa bị dùng.",
  noAnswer: "{url} không trả lời trong {seconds} giây: {why}",
  noAnswerMend: "Kiểm tra địa chỉ và mạng hoặc đường hầm tới đó rồi thử lại; mã chưa bị dùng.",

  good: "tốt  ",
  bad: "HỎNG ",
  poor: "lưu ý",
  mend: "khắc phục: {how}",
  icmpFping: "Gói echo được gửi bằng fping.",
  icmpPing: "Gói echo được gửi bằng ping, tốn hơn và thấy ít hơn: {detail}",
  icmpMissing: "Không gửi được gói echo: chưa cài fping.",
  icmpForbidden: "Không gửi được gói echo: fping không được mở raw socket.",
  icmpFault: "Không gửi được gói echo: {detail}",
  fpingMend: "sudo apt install fping",
  rawMend: "chạy như dịch vụ (sudo haidang-agent doctor), hoặc: sudo setcap cap_net_raw+ep /usr/bin/fping",
  portsLow: "Nghe được các cổng dưới 1024.",
  portsHigh: "Không nghe được các cổng dưới 1024 (trap SNMP ở cổng 162, bộ phản hồi STAMP ở cổng 862).",
  portsMend: "chạy như dịch vụ: dịch vụ có CAP_NET_BIND_SERVICE",
  clockGood: "Đồng hồ được đồng bộ, sai không quá {ms} ms.",
  clockBad: "Đồng hồ chưa đồng bộ: thời điểm đo bị trôi, không báo trễ một chiều.",
  clockMend: "sudo apt install chrony",
  folderGood: "{folder} ghi được và còn trống {mb} MB.",
  folderFull: "{folder} chỉ còn trống {mb} MB.",
  folderFullMend: "giải phóng dung lượng: số liệu chưa gửi được giữ ở đó",
  folderBad: "Không ghi được vào {folder}: {why}",
  folderMend: "sudo chown -R haidang: {folder}",
  notEnrolled: "Máy này chưa đăng ký.",
  notEnrolledMend: "sudo haidang-agent enrol <url> <mã>, mã lấy từ người quản lý trung tâm",
  identityBad: "{why}",
  identityMend: "xóa tệp đó và đăng ký lại bằng mã mới",
  centreGood: "{url} trả lời và nhận ra máy này là {agent}.",
  centreRefused: "{url} không còn chấp nhận thông tin xác thực của {agent}.",
  centreRefusedMend: "sudo haidang-agent enrol {url} <mã mới>",
  centreAway: "{url} không trả lời.",
  centreAwayMend: "kiểm tra mạng hoặc đường hầm; trong lúc đó số đo được giữ trên đĩa",
};

export const commandWords: Catalogue<CommandWord> = { vi, en };

/** A sentence of the commands in one language. */
export function say(
  language: Language,
  word: CommandWord,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return fill(commandWords[language][word], values);
}
