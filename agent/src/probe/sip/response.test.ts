import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxHeadBytes, messageBytes, readDatagram, readStream } from "./response.ts";

const good = [
  "SIP/2.0 200 OK",
  "Via: SIP/2.0/UDP 10.20.30.2:5060;branch=z9hG4bK7f3a9c1e;rport=5060;received=10.20.30.2",
  "From: <sip:haidang@10.20.30.2>;tag=5c1d9e",
  "To: <sip:10.20.30.40>;tag=as3f",
  "Call-ID: 6b0e2f7a@10.20.30.2",
  "CSeq: 1 OPTIONS",
  "Content-Length: 0",
];
const bytesOf = (lines: readonly string[], body = "") => Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
const replaced = (name: string, ...lines: string[]) =>
  good.flatMap((line) => (line.startsWith(name) ? lines : [line]));
const read = {
  statusCode: 200,
  reasonPhrase: "OK",
  branch: "z9hG4bK7f3a9c1e",
  callId: "6b0e2f7a@10.20.30.2",
  cseq: { number: 1, method: "OPTIONS" },
  fromTag: "5c1d9e",
  contentLength: 0,
  retryAfterS: undefined,
};

describe("a response that is one", () => {
  test.each<[string, string[], object?]>([
    ["plain", good],
    [
      "compact names",
      replaced("Call-ID", "i: 6b0e2f7a@10.20.30.2").map((l) => l.replace(/^Via/, "v").replace(/^From/, "f")),
    ],
    [
      "odd spaces, case and folding (RFC 4475 3.1.1.1)",
      replaced(
        "Via",
        "v:  SIP  / 2.0  / UDP\r\n  10.20.30.2 : 5060 ; \t BRANCH = z9hG4bK7f3a9c1e ; rport",
      ).map((l) => l.replace("Call-ID:", "cALL-id  :").replace("CSeq: 1 ", "cseq: 0001\t ")),
    ],
    [
      "a quoted name that looks like parameters",
      replaced("From", 'From: "a, b; tag=x\\" <" <sip:haidang@10.20.30.2;tag=inner>;tag=5c1d9e'),
    ],
    ["an address without brackets", replaced("From", "From: sip:haidang@10.20.30.2;tag=5c1d9e")],
    ["no Content-Length over UDP", replaced("Content-Length"), { contentLength: undefined }],
    ["an empty reason (RFC 4475 3.1.1.13)", replaced("SIP/2.0", "SIP/2.0 200 "), { reasonPhrase: "" }],
    [
      "a reason in UTF-8 (RFC 4475 3.1.1.12)",
      replaced("SIP/2.0", "SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое"),
      { reasonPhrase: "= 2**3 * 5**2 но сто девяносто девять - простое" },
    ],
    ["headers nobody knows", [...good, "X-Odd%!: \u0001\u0002", 'NewFangled: <b> " ;;']],
    [
      "Retry-After with a comment",
      [...good, "Retry-After: 18000 (in a meeting);duration=3600"],
      { retryAfterS: 18_000 },
    ],
    ["Retry-After that is none", [...good, "Retry-After: soon"]],
  ])("%s", (_title, lines, more = {}) => {
    expect(readDatagram(bytesOf(lines))).toEqual({ response: { ...read, ...more } });
  });

  test("bytes behind the body of a datagram are no matter; a body cut short is (RFC 3261 §18.3)", () => {
    const lines = replaced("Content-Length", "Content-Length: 4");
    expect(readDatagram(bytesOf(lines, "v=0\nrest"))).toHaveProperty("response.statusCode", 200);
    expect(readDatagram(bytesOf(lines, "v=0"))).toHaveProperty("fault");
  });
});

describe("what is no response", () => {
  test.each<[string, string[]]>([
    ["a request", ["OPTIONS sip:10.20.30.2 SIP/2.0", ...good.slice(1)]],
    [
      "a status out of range (RFC 4475 3.1.2.19)",
      replaced("SIP/2.0", "SIP/2.0 4294967301 better not break the receiver"),
    ],
    ["a status below 100", replaced("SIP/2.0", "SIP/2.0 099 x")],
    ["another version (RFC 4475 3.1.2.16)", replaced("SIP/2.0", "SIP/7.0 200 OK")],
    ["no space after the status", replaced("SIP/2.0", "SIP/2.0 200")],
    ["a negative length", replaced("Content-Length", "Content-Length: -999")],
    ["a length beyond all bounds", replaced("Content-Length", "Content-Length: 99999999999")],
    ["two lengths", [...good, "l: 0"]],
    ["two Call-IDs", [...good, "i: other"]],
    ["two CSeqs", [...good, "CSeq: 1 OPTIONS"]],
    ["two Vias", [...good, "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1"]],
    ["two Vias in one line", replaced("Via", `${good[1]}, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1`)],
    ["a Via without a branch", replaced("Via", "Via: SIP/2.0/UDP 10.20.30.2")],
    ["two branches", replaced("Via", `${good[1]};branch=z9hG4bK2`)],
    ["an unknown protocol in Via", replaced("Via", "Via: HTTP/1.1/TCP x;branch=z9hG4bK7f3a9c1e")],
    ["no Via", replaced("Via")],
    ["no From", replaced("From")],
    ["no tag", replaced("From", "From: <sip:haidang@10.20.30.2;tag=5c1d9e>")],
    ["an unclosed quote", replaced("From", 'From: "haidang <sip:haidang@10.20.30.2>;tag=5c1d9e')],
    ["no Call-ID", replaced("Call-ID")],
    ["a CSeq beyond 2^31 (RFC 4475 3.1.2.4)", replaced("CSeq", "CSeq: 36893488147419103232 OPTIONS")],
    ["a CSeq without a method", replaced("CSeq", "CSeq: 1")],
    ["a line that is no header", [...good, "just words"]],
    ["a fold before any header", ["SIP/2.0 200 OK", " folded", ...good.slice(1)]],
    ["a reason of 8 kB", replaced("SIP/2.0", `SIP/2.0 200 ${"x".repeat(maxHeadBytes)}`)],
    ["a thousand headers", [...good, ...Array.from({ length: 1000 }, () => "a: b")]],
  ])("%s", (_title, lines) => {
    expect(readDatagram(bytesOf(lines))).toHaveProperty("fault");
  });

  test("line ends without carriage returns, and nothing at all", () => {
    expect(readDatagram(Buffer.from(`${good.join("\n")}\n\n`))).toHaveProperty("fault");
    expect(readDatagram(Buffer.alloc(0))).toHaveProperty("fault");
  });
});

describe("a stream", () => {
  test("is read byte for byte: nothing until the head is whole", () => {
    const bytes = bytesOf(good);
    for (let length = 1; length < bytes.length; length += 1) {
      expect(readStream(bytes.subarray(0, length))).toEqual({ incomplete: true });
    }
    expect(readStream(bytes)).toEqual({ response: read });
  });
  test("skips the line ends that keep it alive, and knows where the next message begins", () => {
    const bytes = bytesOf(replaced("Content-Length", "Content-Length: 3"), "abcSIP/2.0");
    expect(readStream(Buffer.concat([Buffer.from("\r\n\r\n"), bytes]))).toEqual({ skip: 4 });
    const first = readStream(bytes);
    const size = "response" in first ? messageBytes(bytes, first.response) : 0;
    expect(bytes.subarray(size).toString()).toBe("SIP/2.0");
  });
  test("without an end of the head is given up at 8 kB", () => {
    expect(readStream(Buffer.alloc(maxHeadBytes - 1, "x"))).toEqual({ incomplete: true });
    expect(readStream(Buffer.alloc(maxHeadBytes, "x"))).toHaveProperty("fault");
  });
});

describe("whatever comes", () => {
  const mangled = fc
    .tuple(fc.nat(bytesOf(good).length), fc.nat(40), fc.uint8Array({ maxLength: 60 }))
    .map(([at, cut, put]) => {
      const bytes = bytesOf(good);
      return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
    });

  test("random bytes and damaged answers are read or refused, never thrown at, in no time", () => {
    fc.assert(
      fc.property(fc.oneof(mangled, fc.uint8Array({ maxLength: 20_000 }).map(Buffer.from)), (bytes) => {
        for (const result of [readDatagram(bytes), readStream(bytes)]) {
          if (!("response" in result)) continue;
          expect(result.response.statusCode).toBeGreaterThanOrEqual(100);
          expect(result.response.statusCode).toBeLessThan(700);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("a head full of separators, quotes and folds costs milliseconds", () => {
    for (const filler of [",", ";", '"', "<", "\\", "a=", ";branch=x", "\r\n ", "\t", "a:b\r\n"]) {
      const lines = ["SIP/2.0 200 OK", `Via: ${filler.repeat(Math.floor(8000 / filler.length))}`];
      const startedAt = performance.now();
      readDatagram(bytesOf(lines));
      expect(performance.now() - startedAt).toBeLessThan(100);
    }
  });
});
