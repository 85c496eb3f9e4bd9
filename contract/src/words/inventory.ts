import { z } from "zod";
import type { InventoryFault } from "../api.ts";
import { objectKindSchema } from "../object.ts";
import type { Language } from "../text.ts";
import { type Catalogue, fill, words } from "./words.ts";

/**
 * What can be wrong with inventory files, each with what is wrong (`.message`) and how to mend it (`.mend`).
 * `.mendNearest` is said instead when something alike is known: its place is `{nearest}`.
 */
const en = {
  "yaml_syntax.message": "this cannot be read as YAML: {detail}",
  "yaml_syntax.mend": "look at this line and the one before it",
  "yaml_tab.message": "a tab is used to indent",
  "yaml_tab.mend": "replace the tab with spaces",
  "yaml_indent.message": "the indentation does not fit the lines around it",
  "yaml_indent.mend": "line it up with its neighbours: keys of one object start in the same column",
  "yaml_colon.message": "a key cannot stand here",
  "yaml_colon.mend":
    'put text that contains ": " in quotes, and look for a missing colon or wrong indentation',
  "yaml_unclosed.message": "a quote or bracket is not closed: {detail}",
  "yaml_unclosed.mend": "close the quote or bracket that was opened on this line or before it",
  "yaml_documents.message": 'the file holds several documents, separated by "---"',
  "yaml_documents.mend": 'remove the line "---" or split the file in two',
  "yaml_alias.message": "the alias *{name} names no anchor before it",
  "yaml_alias.mend": "define &{name} earlier in the same file, or put the text in quotes",
  "too_many_aliases.message": "the aliases of this file expand to more than {max} values",
  "too_many_aliases.mend": "write the values out",
  "too_deep.message": "values are nested more than {max} deep",
  "too_deep.mend": "an inventory needs no more than 5 levels: look for brackets or dashes too many",
  "bad_key.message": "a key has to be a plain word",
  "bad_key.mend": "write a key such as id or name, followed by a colon",
  "duplicate_key.message": "{key} is written twice in one object, first on line {firstLine}",
  "duplicate_key.mend": 'keep one of the two, or begin the next object with "- "',
  "root_not_mapping.message": "the file does not begin with a list name",
  "root_not_mapping.mend": "begin with one of {allowed}, followed by a colon",
  "not_list.message": "{key} has to be a list",
  "not_list.mend": 'begin each entry with "- "',
  "not_mapping.message": "{key} has to be an object of keys and values, not {found}",
  "not_mapping.mend": "write it as lines of key: value",
  "unknown_key.message": "{key} is not a known key here",
  "unknown_key.mend": "known keys: {allowed}",
  "unknown_key.mendNearest": "did you mean {nearest}?",
  "missing_key.message": "{key} is missing",
  "missing_key.mend": "add a line {key}: ...",
  "empty_value.message": "{key} has no value",
  "empty_value.mend": "give it a value or remove the line",
  "quote_it.message": "{key} has to be text, but unquoted {found} is a number or true/false",
  "quote_it.mend": 'quote it: "{found}"',
  "not_text.message": "{key} has to be text, not {found}",
  "not_text.mend": "write one line of text",
  "not_number.message": "{key} has to be a number, not {found}",
  "not_number.mend": "write a number without quotes",
  "not_whole.message": "{key} has to be a whole number, not {found}",
  "not_whole.mend": "write a whole number without quotes, e.g. 60",
  "not_boolean.message": "{key} has to be true or false, not {found}",
  "not_boolean.mend": "write true or false without quotes",
  "not_one_of.message": "{key} cannot be {found}",
  "not_one_of.mend": "use one of {allowed}",
  "not_one_of.mendNearest": "did you mean {nearest}? Known are {allowed}",
  "too_small.message": "{key} is {found}, less than the least allowed, {min}",
  "too_small.mend": "use {min} or more",
  "too_large.message": "{key} is {found}, more than the most allowed, {max}",
  "too_large.mend": "use {max} or less",
  "empty_text.message": "{key} is empty",
  "empty_text.mend": "write something between the quotes, or remove the line if the key is not needed",
  "too_long.message": "{key} is longer than {max} characters",
  "too_long.mend": "shorten it to {max} characters",
  "empty_list.message": "{key} is an empty list",
  "empty_list.mend": "add an entry or remove the line",
  "bad_id.message":
    "{found} is not an id: 1 to 63 of a-z, 0-9, dot, dash or underscore, a letter or digit at both ends",
  "bad_id.mend": "write it in small letters without diacritics or spaces",
  "bad_id.mendNearest": "write it like {nearest}",
  "bad_address.message": "{found} is not an IPv4 or IPv6 address or a host name",
  "bad_address.mend": "write it like 10.20.30.1, without a mask or port",
  "bad_rate.message": "{found} is not a rate",
  "bad_rate.mend": "write it like 200M, 1.5G, 512k or 10000000 (bit/s)",
  "bad_url.message": "{found} is not a URL",
  "bad_url.mend": "begin it with http:// or https://",
  "bad_dns_name.message": "{found} is not a domain name",
  "bad_dns_name.mend": "write it like www.example.vn, without a scheme or spaces",
  "short_key.message": "{key} is shorter than {min} characters",
  "short_key.mend": "write a secret of at least {min} characters, the same at both ends",
  "no_des.message": "DES does not work here: the cryptography of this program no longer has it",
  "no_des.mend":
    "let the device use AES and write aes128; one that knows DES alone: leave privacy out, or ask with 2c",
  "privacy_needs_auth.message": "privacy without auth: SNMP version 3 encrypts only what it signs",
  "privacy_needs_auth.mend": "write auth: { key: ... } beside it, or remove privacy",
  "snmp_not_v3.message": "{key} is for SNMP version 3, and this device is asked with another",
  "snmp_not_v3.mend": 'write version: "3", or remove the line',
  "snmp_v3_community.message": "SNMP version 3 has no community",
  "snmp_v3_community.mend": "remove the community, or write version: 2c",
  "bad_coordinates.message": "coordinates have to be [longitude, latitude] in degrees, not {found}",
  "bad_coordinates.mend": "write the longitude first, e.g. [107.36, 21.53]",
  "one_probe.message": "a service has exactly one of http, icmp, dns, tcp or tls",
  "one_probe.mend": "keep the one to measure, and make another service for each other",
  "sip_or_h323.message": "a video point has neither sip nor h323",
  "sip_or_h323.mend": "write how it is called: sip: {}, h323: {} or both",
  "bad_sip_uri.message": "{found} is not a SIP URI",
  "bad_sip_uri.mend": "write it like sip:room@10.1.1.5",
  "bad_fingerprint.message": "{found} is not the fingerprint of a certificate",
  "bad_fingerprint.mend":
    "copy the SHA-256 that haidang probe video-api shows: 64 hexadecimal digits, with colons or without",
  "bad_user.message": "{found} is not the name of a user",
  "bad_user.mend": "write 1 to 64 characters without a colon",
  "bad_ups.message": "{found} is not the name of a UPS",
  "bad_ups.mend": "write it as upsc -l shows it, e.g. ups",
  "duplicate_id.message": "{kind} {id} is defined twice: here and in {firstFile}, line {firstLine}",
  "duplicate_id.mend": "give one of the two another id or remove it",
  "unknown_reference.message": "there is no {kind} {id}",
  "unknown_reference.mend": "define it under {list}, or correct the id",
  "unknown_reference.mendNearest": "did you mean {nearest}? Else define {id} under {list}",
  "parent_cycle.message": "these units are each other's parents: {cycle}",
  "parent_cycle.mend": "remove the parent of the topmost one",
  "bad_hours.message": "{found} is not a stretch of hours",
  "bad_hours.mend": "write it like 07:30-11:30; one that ends the next day like 22:00-06:00",
  "bad_day.message": "{found} is not a day of the calendar",
  "bad_day.mend": "write it like 2026-09-02",
  "bad_zone.message": "{found} is not a time zone",
  "bad_zone.mend": "write it like Asia/Ho_Chi_Minh, or remove the line",
  "calendar_taken.message": "{of} is given to the calendar {first} already",
  "calendar_taken.mend": "leave it with one of the two calendars",
  "invalid.message": "{key} is not valid: {detail}",
  "invalid.mend": "correct the value or remove the line",
  "more_faults.message": "{count} more faults are not shown",
  "more_faults.mend": "mend these first, then validate again",
} as const;

type FaultKey = keyof typeof en;

const vi: Record<FaultKey, string> = {
  "yaml_syntax.message": "không đọc được YAML ở đây: {detail}",
  "yaml_syntax.mend": "xem lại dòng này và dòng ngay trước nó",
  "yaml_tab.message": "dùng phím tab để thụt dòng",
  "yaml_tab.mend": "thay tab bằng dấu cách",
  "yaml_indent.message": "thụt dòng không khớp với các dòng xung quanh",
  "yaml_indent.mend": "canh thẳng với các dòng bên cạnh: các khóa của một đối tượng bắt đầu ở cùng một cột",
  "yaml_colon.message": "không thể có khóa ở đây",
  "yaml_colon.mend":
    'đặt văn bản có ": " trong ngoặc kép, và xem có thiếu dấu hai chấm hoặc sai thụt dòng không',
  "yaml_unclosed.message": "ngoặc hoặc dấu nháy chưa đóng: {detail}",
  "yaml_unclosed.mend": "đóng ngoặc hoặc dấu nháy đã mở ở dòng này hoặc trước đó",
  "yaml_documents.message": 'tệp có nhiều tài liệu, ngăn cách bởi "---"',
  "yaml_documents.mend": 'xóa dòng "---" hoặc tách thành hai tệp',
  "yaml_alias.message": "bí danh *{name} không ứng với neo nào trước nó",
  "yaml_alias.mend": "định nghĩa &{name} ở phía trên trong cùng tệp, hoặc đặt văn bản trong ngoặc kép",
  "too_many_aliases.message": "các bí danh của tệp này mở ra quá {max} giá trị",
  "too_many_aliases.mend": "viết thẳng các giá trị ra",
  "too_deep.message": "giá trị lồng nhau sâu quá {max} lớp",
  "too_deep.mend": "danh mục không cần quá 5 lớp: xem có thừa ngoặc hoặc dấu gạch không",
  "bad_key.message": "khóa phải là một từ đơn giản",
  "bad_key.mend": "viết một khóa như id hoặc name, theo sau là dấu hai chấm",
  "duplicate_key.message": "{key} được viết hai lần trong một đối tượng, lần đầu ở dòng {firstLine}",
  "duplicate_key.mend": 'giữ lại một, hoặc bắt đầu đối tượng kế tiếp bằng "- "',
  "root_not_mapping.message": "tệp không bắt đầu bằng tên một danh sách",
  "root_not_mapping.mend": "bắt đầu bằng một trong {allowed}, theo sau là dấu hai chấm",
  "not_list.message": "{key} phải là một danh sách",
  "not_list.mend": 'bắt đầu mỗi mục bằng "- "',
  "not_mapping.message": "{key} phải là một đối tượng gồm khóa và giá trị, không phải {found}",
  "not_mapping.mend": "viết thành các dòng khóa: giá trị",
  "unknown_key.message": "{key} không phải là khóa được biết ở đây",
  "unknown_key.mend": "các khóa được biết: {allowed}",
  "unknown_key.mendNearest": "có phải ý bạn là {nearest}?",
  "missing_key.message": "thiếu {key}",
  "missing_key.mend": "thêm một dòng {key}: ...",
  "empty_value.message": "{key} không có giá trị",
  "empty_value.mend": "cho một giá trị hoặc xóa dòng này",
  "quote_it.message": "{key} phải là văn bản, nhưng {found} không có ngoặc kép là số hoặc true/false",
  "quote_it.mend": 'đặt trong ngoặc kép: "{found}"',
  "not_text.message": "{key} phải là văn bản, không phải {found}",
  "not_text.mend": "viết một dòng văn bản",
  "not_number.message": "{key} phải là một số, không phải {found}",
  "not_number.mend": "viết một số, không có ngoặc kép",
  "not_whole.message": "{key} phải là số nguyên, không phải {found}",
  "not_whole.mend": "viết một số nguyên không có ngoặc kép, ví dụ 60",
  "not_boolean.message": "{key} phải là true hoặc false, không phải {found}",
  "not_boolean.mend": "viết true hoặc false, không có ngoặc kép",
  "not_one_of.message": "{key} không thể là {found}",
  "not_one_of.mend": "dùng một trong {allowed}",
  "not_one_of.mendNearest": "có phải ý bạn là {nearest}? Được biết: {allowed}",
  "too_small.message": "{key} là {found}, nhỏ hơn mức thấp nhất cho phép là {min}",
  "too_small.mend": "dùng {min} trở lên",
  "too_large.message": "{key} là {found}, lớn hơn mức cao nhất cho phép là {max}",
  "too_large.mend": "dùng {max} trở xuống",
  "empty_text.message": "{key} để trống",
  "empty_text.mend": "viết nội dung vào giữa hai dấu nháy, hoặc xóa dòng nếu không cần khóa này",
  "too_long.message": "{key} dài quá {max} ký tự",
  "too_long.mend": "rút ngắn còn {max} ký tự",
  "empty_list.message": "{key} là danh sách rỗng",
  "empty_list.mend": "thêm một mục hoặc xóa dòng này",
  "bad_id.message":
    "{found} không phải là mã định danh: 1 đến 63 ký tự a-z, 0-9, chấm, gạch nối hoặc gạch dưới, hai đầu là chữ hoặc số",
  "bad_id.mend": "viết bằng chữ thường không dấu, không có dấu cách",
  "bad_id.mendNearest": "viết như {nearest}",
  "bad_address.message": "{found} không phải là địa chỉ IPv4, IPv6 hay tên máy",
  "bad_address.mend": "viết như 10.20.30.1, không kèm mặt nạ hay cổng",
  "bad_rate.message": "{found} không phải là tốc độ",
  "bad_rate.mend": "viết như 200M, 1.5G, 512k hoặc 10000000 (bit/s)",
  "bad_url.message": "{found} không phải là URL",
  "bad_url.mend": "bắt đầu bằng http:// hoặc https://",
  "bad_dns_name.message": "{found} không phải là tên miền",
  "bad_dns_name.mend": "viết như www.example.vn, không kèm giao thức hay dấu cách",
  "short_key.message": "{key} ngắn hơn {min} ký tự",
  "short_key.mend": "viết một bí mật ít nhất {min} ký tự, giống nhau ở hai đầu",
  "no_des.message": "DES không dùng được ở đây: thư viện mật mã của chương trình này không còn DES",
  "no_des.mend":
    "cho thiết bị dùng AES và ghi aes128; thiết bị chỉ biết DES: bỏ privacy, hoặc hỏi bằng phiên bản 2c",
  "privacy_needs_auth.message": "có privacy mà không có auth: SNMP phiên bản 3 chỉ mã hóa những gì được ký",
  "privacy_needs_auth.mend": "ghi auth: { key: ... } bên cạnh, hoặc bỏ privacy",
  "snmp_not_v3.message": "{key} là của SNMP phiên bản 3, còn thiết bị này được hỏi bằng phiên bản khác",
  "snmp_not_v3.mend": 'ghi version: "3", hoặc xóa dòng này',
  "snmp_v3_community.message": "SNMP phiên bản 3 không có community",
  "snmp_v3_community.mend": "bỏ community, hoặc ghi version: 2c",
  "bad_coordinates.message": "tọa độ phải là [kinh độ, vĩ độ] tính bằng độ, không phải {found}",
  "bad_coordinates.mend": "viết kinh độ trước, ví dụ [107.36, 21.53]",
  "one_probe.message": "một dịch vụ có đúng một trong: http, icmp, dns, tcp hoặc tls",
  "one_probe.mend": "giữ lại cái cần đo, và tạo dịch vụ khác cho mỗi cái còn lại",
  "sip_or_h323.message": "điểm cầu không có sip lẫn h323",
  "sip_or_h323.mend": "ghi cách gọi nó: sip: {}, h323: {} hoặc cả hai",
  "bad_sip_uri.message": "{found} không phải là địa chỉ SIP",
  "bad_sip_uri.mend": "viết như sip:phong-hop@10.1.1.5",
  "bad_fingerprint.message": "{found} không phải là dấu vân tay của chứng thư số",
  "bad_fingerprint.mend":
    "chép SHA-256 mà haidang probe video-api hiện ra: 64 chữ số thập lục phân, có dấu hai chấm hoặc không",
  "bad_user.message": "{found} không phải là tên người dùng",
  "bad_user.mend": "viết 1 đến 64 ký tự, không có dấu hai chấm",
  "bad_ups.message": "{found} không phải là tên của bộ lưu điện",
  "bad_ups.mend": "viết như lệnh upsc -l hiện ra, ví dụ ups",
  "duplicate_id.message": "{kind} {id} được định nghĩa hai lần: ở đây và ở {firstFile}, dòng {firstLine}",
  "duplicate_id.mend": "đặt mã khác cho một trong hai hoặc xóa bớt",
  "unknown_reference.message": "không có {kind} {id}",
  "unknown_reference.mend": "định nghĩa nó trong {list}, hoặc sửa lại mã",
  "unknown_reference.mendNearest": "có phải ý bạn là {nearest}? Nếu không, định nghĩa {id} trong {list}",
  "parent_cycle.message": "các đơn vị này là cấp trên của nhau: {cycle}",
  "parent_cycle.mend": "xóa parent của đơn vị cao nhất",
  "bad_hours.message": "{found} không phải là khoảng giờ",
  "bad_hours.mend": "viết như 07:30-11:30; khoảng kết thúc hôm sau viết như 22:00-06:00",
  "bad_day.message": "{found} không phải là một ngày trong lịch",
  "bad_day.mend": "viết như 2026-09-02",
  "bad_zone.message": "{found} không phải là múi giờ",
  "bad_zone.mend": "viết như Asia/Ho_Chi_Minh, hoặc xóa dòng này",
  "calendar_taken.message": "{of} đã thuộc về lịch {first}",
  "calendar_taken.mend": "chỉ để nó ở một trong hai lịch",
  "invalid.message": "{key} không hợp lệ: {detail}",
  "invalid.mend": "sửa giá trị hoặc xóa dòng này",
  "more_faults.message": "còn {count} lỗi nữa không hiện ra",
  "more_faults.mend": "sửa các lỗi này trước rồi kiểm tra lại",
};

/** Stable name of a kind of fault in inventory files. */
export type InventoryRule = FaultKey extends infer K ? (K extends `${infer R}.message` ? R : never) : never;
export type FaultValues = Readonly<Record<string, string | number>>;

export const inventoryWords: Catalogue<FaultKey> = { vi, en };
export const inventoryRules = Object.keys(en)
  .filter((key) => key.endsWith(".message"))
  .map((key) => key.slice(0, -".message".length) as InventoryRule);

function isKnown(key: string): key is FaultKey {
  return Object.hasOwn(en, key);
}

function sentence(key: string, language: Language, values: FaultValues): string | undefined {
  return isKnown(key) ? fill(inventoryWords[language][key], values) : undefined;
}

const entryKindSchema = z.enum([...objectKindSchema.options, "calendar"]);

/** What is wrong and how to mend it, in one language. A rule from a newer server keeps the words it came with. */
export function faultWords(
  fault: Pick<InventoryFault, "rule" | "values" | "message" | "mend">,
  language: Language,
): { message: string; mend: string } {
  const { rule, message, mend } = fault;
  const values = { ...fault.values };
  const kind = entryKindSchema.safeParse(values["kind"]);
  if (kind.success) values["kind"] = words[language][`kind.${kind.data}`];
  const nearest = values["nearest"] === undefined ? undefined : `${rule}.mendNearest`;
  return {
    message: sentence(`${rule}.message`, language, values) ?? message,
    mend: sentence(nearest ?? "", language, values) ?? sentence(`${rule}.mend`, language, values) ?? mend,
  };
}
