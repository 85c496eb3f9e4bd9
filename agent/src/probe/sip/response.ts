/**
 * A SIP response, read strictly and within bounds (RFC 3261 §7, §18.3, §25). Only what a transaction is matched by
 * and judged by is read; whatever is doubtful is a fault, since an answer that is not surely ours never counts.
 */
export interface SipResponse {
  statusCode: number;
  /** Hostile text of the other side. */
  reasonPhrase: string;
  branch: string;
  callId: string;
  cseq: { number: number; method: string };
  fromTag: string;
  contentLength: number | undefined;
  /** From Retry-After, s; absent when there is none or it is not a number. */
  retryAfterS: number | undefined;
}

export type ReadResponse = { response: SipResponse } | { fault: string };

/** A head or a datagram's head longer than this is nobody's honest answer. */
export const maxHeadBytes = 8192;
const maxHeaders = 100;
const maxBodyBytes = 65_535;

/** RFC 3261 §7.3.3: short names of the headers read here. */
const compactNames: Readonly<Record<string, string>> = {
  v: "via",
  f: "from",
  i: "call-id",
  l: "content-length",
};
const onceOnly = ["from", "call-id", "cseq", "content-length", "retry-after"] as const;

const headEnd = Buffer.from("\r\n\r\n");

/** One datagram holds one message. A body shorter than it says means that a part is missing (RFC 3261 §18.3). */
export function readDatagram(bytes: Buffer): ReadResponse {
  const end = bytes.subarray(0, maxHeadBytes).indexOf(headEnd);
  if (end < 0) return { fault: "no end of the head within 8 kB" };
  const read = readHead(bytes.subarray(0, end));
  if ("fault" in read) return read;
  const { contentLength } = read.response;
  if (contentLength !== undefined && contentLength > bytes.length - end - headEnd.length) {
    return { fault: "the body is shorter than its Content-Length" };
  }
  return read;
}

export type ReadStream = ReadResponse | { incomplete: true } | { skip: number };

/**
 * The first message of a stream. `skip` tells how many bytes lie before it (line ends kept alive with, RFC 5626
 * §3.5.1); `messageBytes` how many a whole one takes.
 */
export function readStream(bytes: Buffer): ReadStream {
  let skip = 0;
  while (bytes[skip] === 0x0d && bytes[skip + 1] === 0x0a) skip += 2;
  if (skip > 0) return { skip };
  const end = bytes.subarray(0, maxHeadBytes).indexOf(headEnd);
  if (end >= 0) return readHead(bytes.subarray(0, end));
  return bytes.length < maxHeadBytes ? { incomplete: true } : { fault: "no end of the head within 8 kB" };
}

/** Bytes of a whole message on a stream, whose Content-Length says where the next begins. */
export function messageBytes(bytes: Buffer, response: SipResponse): number {
  return bytes.indexOf(headEnd) + headEnd.length + (response.contentLength ?? 0);
}

function readHead(head: Buffer): ReadResponse {
  const [statusLine = "", ...lines] = head.toString("utf8").split("\r\n");
  const status = /^SIP\/2\.0 ([1-6]\d\d) (.*)$/i.exec(statusLine);
  if (status === null) return { fault: "the first line is no status line of SIP/2.0" };
  const headers = readHeaders(lines);
  if (headers === undefined) return { fault: "a header line is malformed" };
  const only = (name: string) => headers.get(name)?.[0];
  if (onceOnly.some((name) => (headers.get(name)?.length ?? 0) > 1)) {
    return { fault: "a header that stands once is there twice" };
  }
  const branch = branchOf(headers.get("via") ?? []);
  const callId = only("call-id");
  const cseq = readCSeq(only("cseq"));
  const fromTag = tagOf(only("from") ?? "");
  if (branch === undefined) return { fault: "not exactly one Via with a branch" };
  if (callId === undefined || !/^\S{1,255}$/.test(callId)) return { fault: "no Call-ID" };
  if (cseq === undefined) return { fault: "no CSeq" };
  if (fromTag === undefined) return { fault: "no tag in From" };
  const length = only("content-length");
  if (length !== undefined && !(/^\d{1,5}$/.test(length) && Number(length) <= maxBodyBytes)) {
    return { fault: "Content-Length is no length" };
  }
  return {
    response: {
      statusCode: Number(status[1]),
      reasonPhrase: status[2] ?? "",
      branch,
      callId,
      cseq,
      fromTag,
      contentLength: length === undefined ? undefined : Number(length),
      retryAfterS: readRetryAfter(only("retry-after")),
    },
  };
}

/** Headers by lower-case long name, folded lines joined (RFC 3261 §7.3.1). Undefined for what is no header. */
function readHeaders(lines: readonly string[]): Map<string, string[]> | undefined {
  const unfolded: string[] = [];
  for (const line of lines) {
    const last = unfolded.length - 1;
    if (!/^[ \t]/.test(line)) unfolded.push(line);
    else if (last < 0) return undefined;
    else unfolded[last] += ` ${line.trim()}`;
  }
  if (unfolded.length > maxHeaders) return undefined;
  const headers = new Map<string, string[]>();
  for (const line of unfolded) {
    const colon = line.indexOf(":");
    const written = line.slice(0, Math.max(0, colon)).trimEnd().toLowerCase();
    if (!/^[a-z0-9.!%*_+`'~-]{1,80}$/.test(written)) return undefined;
    const name = compactNames[written] ?? written;
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return headers;
}

/** The branch of the one Via an answer to us may have: two mean that it was meant for someone else (§8.1.3.3). */
function branchOf(vias: readonly string[]): string | undefined {
  const all = vias.flatMap((via) => split(via, ","));
  const [only] = all;
  if (all.length !== 1 || only === undefined || !/^SIP\s*\/\s*2\.0\s*\//i.test(only)) return undefined;
  return parameter(split(only, ";").slice(1), "branch");
}

function tagOf(from: string): string | undefined {
  const [, ...parameters] = split(from, ";");
  return parameter(parameters, "tag");
}

/** A parameter's token, when it is there exactly once. */
function parameter(parameters: readonly string[], name: string): string | undefined {
  const found = parameters.flatMap((written) => {
    const [key = "", value = ""] = written.split("=", 2).map((part) => part.trim());
    return key.toLowerCase() === name ? [value] : [];
  });
  const [value] = found;
  return found.length === 1 && value !== undefined && /^[^\s"<>;,]{1,255}$/.test(value) ? value : undefined;
}

/** Parts between separators that stand neither in quotes nor in angle brackets. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let closing = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (closing === '"' && char === "\\") at += 1;
    else if (closing !== "") closing = char === closing ? "" : closing;
    else if (char === '"') closing = '"';
    else if (char === "<") closing = ">";
    else if (char === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}

function readCSeq(text: string | undefined): SipResponse["cseq"] | undefined {
  const match = /^(\d{1,10})[ \t]+([A-Za-z0-9.!%*_+`'~-]{1,32})$/.exec(text ?? "");
  const number = Number(match?.[1]);
  return match?.[2] === undefined || number >= 2 ** 31 ? undefined : { number, method: match[2] };
}

/** Seconds come first; a comment and parameters may follow (RFC 3261 §20.33). */
function readRetryAfter(text: string | undefined): number | undefined {
  const seconds = /^(\d{1,10})(?![\d.])/.exec(text ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
