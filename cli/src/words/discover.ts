import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "discover.echoOnly": "answers echo only",
  "discover.silent": "silent neighbour",
  "discover.unasked": "not asked yet",
  "discover.new": "new",
  "discover.form": "{text} is not a subnet",
  "discover.prefix": "{text} has no prefix length between 16 and 32",
  "discover.ipv6": "{text} is IPv6, whose subnets are too large to be tried address by address",
  "discover.reserved":
    "{text} is no subnet that hosts are in: 0.0.0.0/8 is nobody's, and from 224.0.0.0 on there is no host",
  "discover.large": "{text} has more than 4,094 addresses",
  "discover.tooLarge": "{text} has more than 65,534 addresses, the most that are tried",
  "discover.hint": "write it like 10.20.30.0/24, or a single address",
  "discover.ipv6Hint": "give the IPv4 subnet, or ask single devices: haidang snmp discover <host>",
  "discover.largeHint": "take a part of it, or say --large if all of it is meant",
  "discover.tooLargeHint": "take it in parts of /16 or smaller",
  "discover.fileThere": "{path} exists already, and is not overwritten",
  "discover.fileThereHint": "name another file, or move that one away",
  "discover.fileFault": "{path} cannot be written ({why})",
  "discover.fileFaultHint": "name a file in a folder that exists and is yours to write in",
  "discover.nothing": "nothing answers in {cidr}",
  "discover.allKnown": "nothing new in {cidr}",
  "discover.knownHidden": "{count} known to the centre already are not shown (--all shows them)",
  "discover.written":
    "{count} {count|object|objects} proposed in {path}; read it through, then: haidang inventory validate {path}",
  "discover.notAsked": "the centre was not asked what it knows: {why}",
  "discover.stopped": "stopped: this is what was found so far",
  "discover.deadline": "stopped after {timeout} (--timeout): this is what was found so far",
  "discover.noEcho":
    "no echo requests can be sent from here, so only neighbours that answered before were found: {why}",
  "progress.sweep": "who is there: {done}/{total} addresses, {found} answered",
  "progress.sweepLeft": "who is there: {done}/{total} addresses, {found} answered, about {leftS} s left",
  "progress.ask": "what are they: {done}/{total} hosts, {found} recognised",
  "progress.askLeft": "what are they: {done}/{total} hosts, {found} recognised, about {leftS} s left",
} as const;

const vi: Record<keyof typeof en, string> = {
  "discover.echoOnly": "chỉ trả lời ping",
  "discover.silent": "hàng xóm im lặng",
  "discover.unasked": "chưa kịp hỏi",
  "discover.new": "mới",
  "discover.form": "{text} không phải là một dải mạng",
  "discover.prefix": "{text} không có độ dài tiền tố từ 16 đến 32",
  "discover.ipv6": "{text} là IPv6, dải mạng quá lớn để thử từng địa chỉ",
  "discover.reserved":
    "{text} không phải dải mạng có máy: 0.0.0.0/8 không của ai, từ 224.0.0.0 trở đi không có máy nào",
  "discover.large": "{text} có hơn 4.094 địa chỉ",
  "discover.tooLarge": "{text} có hơn 65.534 địa chỉ, là mức nhiều nhất được thử",
  "discover.hint": "viết như 10.20.30.0/24, hoặc một địa chỉ",
  "discover.ipv6Hint": "cho dải IPv4, hoặc hỏi từng thiết bị: haidang snmp discover <máy>",
  "discover.largeHint": "chọn một phần, hoặc thêm --large nếu đúng là muốn thử cả",
  "discover.tooLargeHint": "chia thành các phần /16 hoặc nhỏ hơn",
  "discover.fileThere": "đã có {path}, không ghi đè",
  "discover.fileThereHint": "đặt tên tệp khác, hoặc chuyển tệp đó đi",
  "discover.fileFault": "không ghi được {path} ({why})",
  "discover.fileFaultHint": "chọn tệp trong một thư mục đã có và có quyền ghi",
  "discover.nothing": "không có gì trả lời trong {cidr}",
  "discover.allKnown": "không có gì mới trong {cidr}",
  "discover.knownHidden": "không hiện {count} địa chỉ trung tâm đã biết (--all để hiện)",
  "discover.written":
    "đề xuất {count} đối tượng trong {path}; hãy đọc lại, rồi: haidang inventory validate {path}",
  "discover.notAsked": "không hỏi được trung tâm đã biết những gì: {why}",
  "discover.stopped": "đã dừng: đây là những gì tìm thấy đến lúc này",
  "discover.deadline": "đã dừng sau {timeout} (--timeout): đây là những gì tìm thấy đến lúc này",
  "discover.noEcho": "không gửi được gói ping từ đây, nên chỉ thấy các hàng xóm đã trả lời từ trước: {why}",
  "progress.sweep": "tìm xem có ai: {done}/{total} địa chỉ, {found} trả lời",
  "progress.sweepLeft": "tìm xem có ai: {done}/{total} địa chỉ, {found} trả lời, còn khoảng {leftS} giây",
  "progress.ask": "hỏi xem là gì: {done}/{total} máy, nhận ra {found}",
  "progress.askLeft": "hỏi xem là gì: {done}/{total} máy, nhận ra {found}, còn khoảng {leftS} giây",
};

/** Searching a subnet. */
export const discoverWords: Catalogue<keyof typeof en> = { en, vi };
