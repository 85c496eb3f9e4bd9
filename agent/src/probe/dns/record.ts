import { isIPv4 } from "node:net";
import { deviceText } from "@haidang/contract/text.ts";

/** What Node's resolver gives for one record of the types asked for. */
export type AnswerRecord = string | string[] | object;

const mostRecords = 100;

/** Records as people write them: `10 mail.example.vn` for MX, the parts of a TXT joined, the fields of an SOA in order. */
export function answerTexts(records: AnswerRecord | AnswerRecord[]): string[] {
  const list = Array.isArray(records) ? records : [records];
  return list.slice(0, mostRecords).map((record) => deviceText(recordText(record)));
}

function recordText(record: AnswerRecord): string {
  if (typeof record === "string") return record;
  if (Array.isArray(record)) return record.join("");
  if ("exchange" in record && "priority" in record) return `${record.priority} ${record.exchange}`;
  // Node leaves a field without a value among those of an SOA
  const values: unknown[] = Object.values(record);
  return values.filter((value) => value !== undefined).join(" ");
}

/** A record or a name to compare: small letters, no final dot. */
export function normalName(text: string): string {
  return text.trim().toLowerCase().replace(/\.$/, "");
}

/** The name that stands for an address in the reverse tree (RFC 1035 3.5, RFC 3596 2.5). */
export function reverseName(ip: string): string {
  if (isIPv4(ip)) return `${ip.split(".").toReversed().join(".")}.in-addr.arpa`;
  const [head = "", tail] = plainGroups(ip).split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => "0"), ...groups(tail)];
  const digits = all.map((group) => group.padStart(4, "0")).join("");
  return `${[...digits].toReversed().join(".")}.ip6.arpa`;
}

/** An IPv6 address with its last 32 bits as groups too, where they are written as IPv4. */
function plainGroups(ip: string): string {
  const bytes = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip)?.slice(1).map(Number);
  if (bytes === undefined) return ip;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const group = (high: number, low: number) => (256 * high + low).toString(16);
  return ip.replace(/[\d.]+$/, `${group(a, b)}:${group(c, d)}`);
}
