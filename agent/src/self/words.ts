import type { Language } from "@haidang/contract/text.ts";
import type { Catalogue } from "@haidang/contract/words/words.ts";

/** Every sentence the agent writes to its log; the key is the entry's `event`, the same in both languages. */
const en = {
  started: "Haidang agent {version} started; it reports to {url} as {agent}.",
  stopping: "Stopping.",
  stopped: "Stopped; {batches} batches wait in the spool for the next start.",
  stop_slow:
    "Stopping took longer than {seconds} s and was cut short; nothing that was in the spool is lost.",
  fault: "A fault in the agent itself: {text}",
  cannot_run: "The agent cannot run. {text}",

  enrolled: "Enrolled at {url} as {agent}.",
  enrol_again: "The credential of {agent} is no longer accepted; enrolling anew with the code given.",
  enrol_waiting: "Enrolment waits: {why} Trying again in {seconds} s.",
  approval_waiting:
    "{url} knows this machine as {agent} now; somebody has to let it in: haidang agent approve {agent}",
  approved: "{agent} was let in.",
  credential_renewed: "The control plane gave this agent a new credential.",
  enrol_code_ignored: "The enrolment code was not needed: this agent is enrolled already, as {agent}.",

  credential_refused:
    "This agent's credential is no longer accepted by {url}; it keeps measuring and spooling. Make a new invitation with `npx haidang agent invite` and start the agent with that code.",
  credential_accepted: "The credential is accepted again.",
  centre_away: "The control plane cannot be reached ({why}); what is measured waits in the spool.",
  centre_back: "The control plane is reached again.",
  centre_elsewhere: "The control plane is reached at {url} now. {why}",
  centre_addresses: "The control plane is reached at {urls} from now on.",
  centre_address_unusable: "An address of the control plane cannot be used: {why}",
  batch_refused: "The control plane refused {points} points for good ({why}): {detail}",
  lines_refused: "The control plane refused {points} lines of a batch: {detail}",

  clock_wrong:
    "This machine's clock differs by {seconds} s from the control plane's; measurements carry the control plane's time until it is set right.",
  clock_right: "This machine's clock agrees with the control plane's again.",
  clock_corrected:
    "What was measured before the control plane was first heard of had its time moved by {seconds} s: {batches} batches.",

  config_applied:
    "Configuration {version}: {checks} checks, {added} new, {changed} changed, {removed} removed.",
  config_damaged: "The configuration kept in {file} cannot be read; waiting for the control plane's.",
  config_unsaved: "The configuration could not be kept on disk ({why}); it is in use all the same.",
  config_unreadable: "The control plane's configuration cannot be understood: {why}",
  check_unknown: "Check {check} is left out, this agent does not understand it: {why}",
  check_fault: "Check {check} failed by a fault of the agent: {why}",
  check_stuck: "Check {check} has not come back {seconds} s after its deadline; it is skipped until it does.",
  check_unstuck: "Check {check} has come back.",

  spool_set_aside:
    "The spool was damaged and lies in {file} now; a new one was begun with the {kept} batches that were whole, {damaged} were not.",
  spool_full: "The spool is full: the oldest measurements are dropped and counted.",
  disk_full:
    "The disk of {folder} is full: the oldest measurements are dropped and counted. Free some space.",
  disk_error: "The spool cannot be written ({why}): measurements are lost and counted until it can.",
  disk_mended: "The spool can be written again.",

  facts_sent: "Told the control plane what this machine is.",
  facts_refused: "The control plane did not take what this machine is: {why}",
  facts_incomplete: "This machine could not be asked for its {what}: {why}",
  metrics_listening: "Metrics on http://127.0.0.1:{port}/metrics.",
  metrics_busy:
    "Port {port} is in use, so the agent goes on without its metrics page. Choose another with HAIDANG_AGENT_METRICS.",
  reflector_listening: "Answers STAMP packets on {host} port {port}.",
  reflector_off: "STAMP packets are not answered: {why}",
  traps_listening:
    "Receives SNMP traps on {host} port {port}; for version 3 informs this agent is engine {engine}.",
  traps_off: "SNMP traps are not received: {why}",
  trap_fault: "An SNMP trap met a fault of the agent: {why}",
  release_fetched: "Version {version} of the agent is here; it is begun with from {at} on.",
  release_waits: "Version {version} of the agent could not be fetched yet: {why}",
  release_refused: "Version {version} of the agent is not taken: {why}.",
  release_trial:
    "Version {version} of the agent is tried; this one waits whether it reaches the control plane.",
  release_applied: "Version {version} of the agent has reached the control plane and goes on from here.",
  release_returned: "Version {version} of the agent is given up, {why}; the former one goes on.",
  release_damaged: "Version {version} of the agent is damaged on disk; the installed one goes on.",
  release_superseded:
    "Another package was installed than the one version {version} had been put over; it goes on.",
  release_untold: "The control plane could not be told what became of the new version: {why}",
  probe: "{text}",
} as const;
export type AgentWord = keyof typeof en;

const vi: Record<AgentWord, string> = {
  started: "Tác tử Haidang {version} đã khởi động; báo về {url} với tên {agent}.",
  stopping: "Đang dừng.",
  stopped: "Đã dừng; còn {batches} lô chờ trong hàng đợi cho lần khởi động sau.",
  stop_slow: "Dừng quá {seconds} giây nên bị cắt ngang; dữ liệu trong hàng đợi không mất.",
  fault: "Lỗi của chính tác tử: {text}",
  cannot_run: "Tác tử không chạy được. {text}",

  enrolled: "Đã đăng ký tại {url} với tên {agent}.",
  enrol_again: "Thông tin xác thực của {agent} không còn được chấp nhận; đăng ký lại bằng mã đã cho.",
  enrol_waiting: "Chưa đăng ký được: {why} Thử lại sau {seconds} giây.",
  approval_waiting: "{url} đã biết máy này với tên {agent}; cần người duyệt: haidang agent approve {agent}",
  approved: "{agent} đã được duyệt.",
  credential_renewed: "Trung tâm đã cấp thông tin xác thực mới cho tác tử này.",
  enrol_code_ignored: "Không cần mã đăng ký: tác tử này đã đăng ký với tên {agent}.",

  credential_refused:
    "{url} không còn chấp nhận thông tin xác thực của tác tử này; tác tử vẫn đo và giữ dữ liệu. Tạo lời mời mới bằng `npx haidang agent invite` rồi khởi động tác tử với mã đó.",
  credential_accepted: "Thông tin xác thực đã được chấp nhận trở lại.",
  centre_away: "Không tới được trung tâm ({why}); số đo được giữ trong hàng đợi.",
  centre_back: "Đã liên lạc lại được với trung tâm.",
  centre_elsewhere: "Nay liên lạc với trung tâm tại {url}. {why}",
  centre_addresses: "Từ nay liên lạc với trung tâm tại {urls}.",
  centre_address_unusable: "Không dùng được một địa chỉ của trung tâm: {why}",
  batch_refused: "Trung tâm từ chối hẳn {points} điểm đo ({why}): {detail}",
  lines_refused: "Trung tâm từ chối {points} dòng của một lô: {detail}",

  clock_wrong:
    "Đồng hồ máy này lệch {seconds} giây so với trung tâm; số đo mang giờ của trung tâm cho đến khi chỉnh lại đồng hồ.",
  clock_right: "Đồng hồ máy này đã khớp lại với trung tâm.",
  clock_corrected: "Số đo có trước khi nghe được trung tâm đã được dời giờ {seconds} giây: {batches} lô.",

  config_applied: "Cấu hình {version}: {checks} phép kiểm tra, {added} mới, {changed} đổi, {removed} bỏ.",
  config_damaged: "Không đọc được cấu hình lưu trong {file}; chờ cấu hình từ trung tâm.",
  config_unsaved: "Không lưu được cấu hình xuống đĩa ({why}); vẫn dùng cấu hình đó.",
  config_unreadable: "Không hiểu được cấu hình của trung tâm: {why}",
  check_unknown: "Bỏ qua phép kiểm tra {check} vì tác tử không hiểu: {why}",
  check_fault: "Phép kiểm tra {check} hỏng do lỗi của tác tử: {why}",
  check_stuck: "Phép kiểm tra {check} quá hạn {seconds} giây chưa kết thúc; bỏ qua cho đến khi xong.",
  check_unstuck: "Phép kiểm tra {check} đã kết thúc.",

  spool_set_aside:
    "Hàng đợi bị hỏng, đã chuyển sang {file}; bắt đầu hàng đợi mới với {kept} lô còn nguyên, {damaged} lô không cứu được.",
  spool_full: "Hàng đợi đầy: số đo cũ nhất bị bỏ và được đếm lại.",
  disk_full: "Đĩa chứa {folder} đã đầy: số đo cũ nhất bị bỏ và được đếm lại. Hãy giải phóng dung lượng.",
  disk_error: "Không ghi được hàng đợi ({why}): số đo bị mất và được đếm cho đến khi ghi được.",
  disk_mended: "Đã ghi lại được hàng đợi.",

  facts_sent: "Đã báo cho trung tâm thông tin của máy này.",
  facts_refused: "Trung tâm không nhận thông tin của máy này: {why}",
  facts_incomplete: "Không hỏi được {what} của máy này: {why}",
  metrics_listening: "Số liệu của tác tử ở http://127.0.0.1:{port}/metrics.",
  metrics_busy:
    "Cổng {port} đang bận nên tác tử chạy không có trang số liệu. Chọn cổng khác bằng HAIDANG_AGENT_METRICS.",
  reflector_listening: "Trả lời gói STAMP ở {host} cổng {port}.",
  reflector_off: "Không trả lời gói STAMP: {why}",
  traps_listening:
    "Nhận SNMP trap ở {host} cổng {port}; với inform phiên bản 3, tác tử này là engine {engine}.",
  traps_off: "Không nhận SNMP trap: {why}",
  trap_fault: "Một SNMP trap làm lộ lỗi của tác tử: {why}",
  release_fetched: "Đã có phiên bản {version} của tác tử; sẽ chạy từ {at}.",
  release_waits: "Chưa tải được phiên bản {version} của tác tử: {why}",
  release_refused: "Không nhận phiên bản {version} của tác tử: {why}.",
  release_trial:
    "Đang chạy thử phiên bản {version} của tác tử; bản này chờ xem nó có tới được trung tâm không.",
  release_applied: "Phiên bản {version} của tác tử đã tới được trung tâm và chạy tiếp từ đây.",
  release_returned: "Bỏ phiên bản {version} của tác tử, {why}; bản cũ chạy tiếp.",
  release_damaged: "Phiên bản {version} của tác tử bị hỏng trên đĩa; bản đã cài chạy tiếp.",
  release_superseded: "Đã cài gói khác với gói mà phiên bản {version} thay thế; gói mới chạy tiếp.",
  release_untold: "Chưa báo được cho trung tâm kết quả của phiên bản mới: {why}",
  probe: "{text}",
};

export const agentWords: Catalogue<AgentWord> = { vi, en };

/** `HAIDANG_LANG` first, then the system's language; English where neither says Vietnamese. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const asked = environment["HAIDANG_LANG"] || environment["LANG"] || "";
  return /^vi/i.test(asked) ? "vi" : "en";
}
