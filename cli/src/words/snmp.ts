import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "snmp.sensors": "Sensors",
  "snmp.processors": "Processors",
  "snmp.memory": "Memory",
  "snmp.storage": "Storage",
  "snmp.missed": "These parts gave no answer:",
  "snmp.host": '"{host}" is not an address or a host name',
  "snmp.hostHint": "write it as 10.20.30.1 or switch.example.vn",
  "snmp.oid": '"{oid}" is not an OID',
  "snmp.oidHint": "write it in numbers, as 1.3.6.1.2.1.1",
  "snmp.failed": "{host} port {port} does not answer SNMP: {why} ({detail})",
  "snmp.failedHint":
    "is SNMP on there, open to this machine, and is the community right? A wrong one gets no answer at all",
  "snmp.credentialsHint": "the community may read too little: widen its view on the device",
  "snmp.userHint":
    "the device was reached: are user, protocols, keys and its view right? A user may also be refused at too low a level",
  "snmp.failedUserHint": "is SNMP on there and open to this machine?",
  "snmp.noUser": "{flag} is of SNMP version 3, which asks as a user, and none was given",
  "snmp.userOrCommunity":
    "a user is of SNMP version 3, a community of versions 1 and 2c: only one of the two",
  "snmp.userVersion": "version {version} has no users; --v3-user is of SNMP version 3",
  "snmp.des": "DES does not work here: the cryptography of this program no longer has it",
  "snmp.desHint":
    "let the device use AES: --v3-privacy aes128; one that knows DES alone: no privacy, or version 2c",
  "snmp.privacyAlone": "privacy needs an authentication key too: version 3 encrypts only what it signs",
  "snmp.shortKey": "the key of {flag} (or {variable}) is not 8 to 255 characters",
  "snmp.protocol": "{flag} is one of {allowed}",
  "snmp.user": "--v3-user is not 1 to 32 characters",
  "snmp.noKey": "{flag} needs its key",
  "snmp.accessHint":
    "as: --v3-user giam-sat, with HAIDANG_SNMP_AUTH_KEY and HAIDANG_SNMP_PRIVACY_KEY set to the keys; or --community",
  "snmp.profile": "the SNMP profile {path} has a fault: {why}",
  "snmp.profileHint": "mend the file or move it out of the folder; the profiles that come along are examples",
  "snmp.nothing": "Nothing below {oid}.",
  "snmp.cut": "The first {count} only; --max raises that.",
} as const;

const vi: Record<keyof typeof en, string> = {
  "snmp.sensors": "Cảm biến",
  "snmp.processors": "Bộ xử lý",
  "snmp.memory": "Bộ nhớ",
  "snmp.storage": "Lưu trữ",
  "snmp.missed": "Các phần sau không trả lời:",
  "snmp.host": '"{host}" không phải là địa chỉ hay tên máy',
  "snmp.hostHint": "viết như 10.20.30.1 hoặc switch.example.vn",
  "snmp.oid": '"{oid}" không phải là OID',
  "snmp.oidHint": "viết bằng số, như 1.3.6.1.2.1.1",
  "snmp.failed": "{host} cổng {port} không trả lời SNMP: {why} ({detail})",
  "snmp.failedHint":
    "thiết bị đã bật SNMP, có cho máy này hỏi, và đúng community chưa? Sai community thì thiết bị im lặng",
  "snmp.credentialsHint": "community này được đọc quá ít: hãy mở rộng phạm vi đọc trên thiết bị",
  "snmp.userHint":
    "đã tới được thiết bị: tên người dùng, giao thức, khóa và phạm vi đọc đã đúng chưa? Mức bảo mật quá thấp cũng bị từ chối",
  "snmp.failedUserHint": "thiết bị đã bật SNMP và cho máy này hỏi chưa?",
  "snmp.noUser": "{flag} là của SNMP phiên bản 3, phải hỏi với tên người dùng, mà chưa có tên nào",
  "snmp.userOrCommunity":
    "người dùng là của SNMP phiên bản 3, community là của phiên bản 1 và 2c: chỉ được dùng một trong hai",
  "snmp.userVersion": "phiên bản {version} không có người dùng; --v3-user là của SNMP phiên bản 3",
  "snmp.des": "DES không dùng được ở đây: thư viện mật mã của chương trình này không còn DES",
  "snmp.desHint":
    "cho thiết bị dùng AES: --v3-privacy aes128; thiết bị chỉ biết DES: bỏ mã hóa, hoặc dùng phiên bản 2c",
  "snmp.privacyAlone": "mã hóa cần cả khóa xác thực: phiên bản 3 chỉ mã hóa những gì được ký",
  "snmp.shortKey": "khóa của {flag} (hoặc {variable}) không dài từ 8 đến 255 ký tự",
  "snmp.protocol": "{flag} là một trong {allowed}",
  "snmp.user": "--v3-user không dài từ 1 đến 32 ký tự",
  "snmp.noKey": "{flag} cần có khóa đi kèm",
  "snmp.accessHint":
    "ví dụ: --v3-user giam-sat, khóa đặt trong HAIDANG_SNMP_AUTH_KEY và HAIDANG_SNMP_PRIVACY_KEY; hoặc --community",
  "snmp.profile": "hồ sơ SNMP {path} có lỗi: {why}",
  "snmp.profileHint": "sửa tệp, hoặc chuyển tệp ra khỏi thư mục; các hồ sơ đi kèm là ví dụ",
  "snmp.nothing": "Không có gì dưới {oid}.",
  "snmp.cut": "Chỉ {count} dòng đầu; dùng --max để xem thêm.",
};

/** Asking a device over SNMP. */
export const snmpWords: Catalogue<keyof typeof en> = { en, vi };
