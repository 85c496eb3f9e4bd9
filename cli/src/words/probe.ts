import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "probe.unknown": 'there is no probe "{name}"',
  "probe.noTarget": "the probe {probe} needs a target",
  "probe.hostTarget": "the probe host measures this machine and takes no target",
  "probe.noName": "the probe dns needs a name to ask for",
  "probe.noNameHint": "e.g. haidang probe dns 10.20.30.53 --name www.example.vn",
  "probe.noPort": "the probe tcp needs a port",
  "probe.noPortHint": "e.g. haidang probe tcp 10.20.30.1 --port 22",
  "probe.noUri": "a registrar is asked for a URI, and none was given",
  "probe.noUriHint": "for example: haidang probe sip 10.1.1.5 --via registrar --uri sip:room@10.1.1.5",
  "probe.noApi": "the probe video-api needs a kind of device, a user and a password",
  "probe.noApiHint":
    "e.g. haidang probe video-api 10.20.30.40 --kind cisco --user giam-sat, with the password in HAIDANG_VIDEO_PASSWORD",
  "probe.password": "Password of the video point: ",
  "probe.target": '"{target}" cannot be probed: {why}',
  "probe.targetHint":
    "for example: haidang probe icmp 10.20.30.1, haidang probe http https://example.vn, haidang probe host",
} as const;

const vi: Record<keyof typeof en, string> = {
  "probe.unknown": 'không có phép đo "{name}"',
  "probe.noTarget": "phép đo {probe} cần có đích",
  "probe.hostTarget": "phép đo host đo chính máy này, không có đích",
  "probe.noName": "phép đo dns cần một tên để hỏi",
  "probe.noNameHint": "ví dụ: haidang probe dns 10.20.30.53 --name www.example.vn",
  "probe.noPort": "phép đo tcp cần một cổng",
  "probe.noPortHint": "ví dụ: haidang probe tcp 10.20.30.1 --port 22",
  "probe.noUri": "hỏi qua máy chủ đăng ký thì cần địa chỉ SIP của điểm cầu",
  "probe.noUriHint": "ví dụ: haidang probe sip 10.1.1.5 --via registrar --uri sip:phong-hop@10.1.1.5",
  "probe.noApi": "phép đo video-api cần loại thiết bị, người dùng và mật khẩu",
  "probe.noApiHint":
    "ví dụ: haidang probe video-api 10.20.30.40 --kind cisco --user giam-sat, mật khẩu đặt trong HAIDANG_VIDEO_PASSWORD",
  "probe.password": "Mật khẩu của điểm cầu: ",
  "probe.target": 'không đo được "{target}": {why}',
  "probe.targetHint":
    "ví dụ: haidang probe icmp 10.20.30.1, haidang probe http https://example.vn, haidang probe host",
};

/** Measuring once, by hand. */
export const probeWords: Catalogue<keyof typeof en> = { en, vi };
