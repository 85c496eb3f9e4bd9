import type { DeliveryReason } from "../channel.ts";
import type { Catalogue } from "./words.ts";

type DeliveryKey = `delivery.${DeliveryReason}`;

/** Why a notification did not get out. */
export const delivery: Catalogue<DeliveryKey> = {
  vi: {
    "delivery.refused": "bị từ chối kết nối",
    "delivery.timeout": "không trả lời kịp",
    "delivery.unreachable": "không tới được",
    "delivery.dns_failure": "không phân giải được tên",
    "delivery.tls_failure": "không thiết lập được TLS tin cậy",
    "delivery.credentials": "sai tài khoản hoặc khóa",
    "delivery.rejected": "máy nhận không chấp nhận tin",
    "delivery.recipient": "sai người nhận",
    "delivery.limited": "máy nhận yêu cầu gửi lại sau",
    "delivery.server_fault": "máy nhận gặp lỗi",
    "delivery.malformed_answer": "câu trả lời không đúng dạng",
    "delivery.not_allowed": "địa chỉ nội bộ chưa có trong HAIDANG_EGRESS_ALLOW",
    "delivery.misconfigured": "kênh cấu hình sai",
    "delivery.modem_fault": "modem báo lỗi",
    "delivery.program_failed": "chương trình chạy lỗi",
    "delivery.cancelled": "đã dừng giữa chừng",
  },
  en: {
    "delivery.refused": "connection refused",
    "delivery.timeout": "no answer in time",
    "delivery.unreachable": "cannot be reached",
    "delivery.dns_failure": "name does not resolve",
    "delivery.tls_failure": "no trusted TLS",
    "delivery.credentials": "wrong credentials",
    "delivery.rejected": "the receiver does not take the message",
    "delivery.recipient": "wrong recipient",
    "delivery.limited": "the receiver says try later",
    "delivery.server_fault": "the receiver is at fault",
    "delivery.malformed_answer": "malformed answer",
    "delivery.not_allowed": "an inner address that is not in HAIDANG_EGRESS_ALLOW",
    "delivery.misconfigured": "the channel is set up wrongly",
    "delivery.modem_fault": "the modem reports a fault",
    "delivery.program_failed": "the program failed",
    "delivery.cancelled": "stopped half-way",
  },
};
