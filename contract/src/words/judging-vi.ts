import type { judgingEn } from "./judging-en.ts";

export const judgingVi: Record<keyof typeof judgingEn, string> = {
  "kind.agent": "tác tử",
  "kind.system": "hệ thống",
  "system.store": "kho số liệu",
  "system.disk": "ổ đĩa của thư mục dữ liệu",
  "system.clock": "đồng hồ của tác tử",
  "system.spool": "số liệu tác tử đã mất",
  "system.channel": "kênh thông báo không gửi được",

  "severity.critical": "nghiêm trọng",
  "severity.major": "nặng",
  "severity.minor": "nhẹ",
  "severity.warning": "cảnh báo",
  "severity.info": "thông tin",

  "alert.outage": "mất kết nối",
  "alert.degraded": "suy giảm",
  "alert.flapping": "chập chờn",
  "alert.agent_silent": "tác tử im lặng",
  "alert.system": "lỗi phía trung tâm",

  "incident.open": "đang mở",
  "incident.acknowledged": "đã tiếp nhận",
  "incident.resolved": "đã khắc phục",

  "mute.silence": "tạm ẩn cảnh báo",
  "mute.maintenance": "bảo trì theo kế hoạch",
  "mute.inhibition": "do nguyên nhân gốc khác",

  "cause.link_cut": "đứt đường truyền",
  "cause.power_lost": "mất điện tại chỗ",
  "cause.agent_stopped": "tác tử ngừng",
  "cause.upstream": "lỗi phía trên",
  "cause.equipment_fault": "hỏng thiết bị",
  "cause.our_side": "lỗi phía trung tâm",
  "cause.planned": "theo kế hoạch",
  "cause.not_known": "chưa đủ bằng chứng",

  "responsibility.carrier": "nhà mạng",
  "responsibility.power": "nguồn điện",
  "responsibility.equipment": "thiết bị",
  "responsibility.ours": "bên ta",
  "responsibility.unknown": "chưa rõ",
};
