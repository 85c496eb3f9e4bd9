import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { dnsProbe } from "./dns-probe.ts";
import { answerTexts, normalName, reverseName } from "./record.ts";
import { startScriptedServer, type WireQuestion, type WireRecord, wireName } from "./scripted-server.ts";

async function serve(answer: Parameters<typeof startScriptedServer>[0]): Promise<number> {
  const server = await startScriptedServer(answer);
  onTestFinished(() => server.close());
  return server.port;
}

async function run(
  port: number,
  more: Partial<SettingsOf<"dns">> = {},
  { timeoutMs = 3000, signal = AbortSignal.timeout(timeoutMs) } = {},
) {
  const check: CheckOf<"dns"> = {
    id: "dns:service/resolver",
    probe: "dns",
    target: { kind: "service", id: "resolver" },
    intervalMs: 30_000,
    retryIntervalMs: 5000,
    timeoutMs,
    settings: { address: "127.0.0.1", port, name: "www.example.vn", type: "A", ...more },
  };
  const { result, points } = await dnsProbe(check).run({ agent: "a1", slotMs: 1_800_000_000_000, signal });
  return { result, fields: points[0]?.fields };
}

const text = (...parts: string[]) =>
  Buffer.concat(parts.map((part) => Buffer.concat([Buffer.of(part.length), Buffer.from(part)])));
const short = (...values: number[]) => Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
const soa = Buffer.concat([
  wireName("ns1.example.vn"),
  wireName("admin.example.vn"),
  short(0, 2026, 0, 3600, 0, 600, 0, 9000, 0, 60),
]);

/** Each type on the wire, and as people write it. */
const zone: Record<SettingsOf<"dns">["type"], { records: WireRecord[]; texts: string[] }> = {
  A: { records: [{ type: 1, data: Buffer.from([10, 20, 30, 1]) }], texts: ["10.20.30.1"] },
  AAAA: {
    records: [{ type: 28, data: Buffer.from("20010db8000000000000000000000007", "hex") }],
    texts: ["2001:db8::7"],
  },
  CNAME: { records: [{ type: 5, data: wireName("portal.example.vn") }], texts: ["portal.example.vn"] },
  MX: {
    records: [{ type: 15, data: Buffer.concat([short(10), wireName("mail.example.vn")]) }],
    texts: ["10 mail.example.vn"],
  },
  TXT: { records: [{ type: 16, data: text("v=spf1 ", "-all") }], texts: ["v=spf1 -all"] },
  NS: { records: [{ type: 2, data: wireName("ns1.example.vn") }], texts: ["ns1.example.vn"] },
  PTR: { records: [{ type: 12, data: wireName("www.example.vn") }], texts: ["www.example.vn"] },
  SOA: {
    records: [{ type: 6, data: soa }],
    texts: ["ns1.example.vn admin.example.vn 2026 3600 600 9000 60"],
  },
};

describe("dnsProbe", () => {
  test.each(Object.entries(zone))(
    "asks for %s records and holds them against those expected",
    async (type, { records, texts }) => {
      const asked: WireQuestion[] = [];
      const port = await serve((question) => {
        asked.push(question);
        return { records };
      });
      const of = { type: type as SettingsOf<"dns">["type"] };
      const { result, fields } = await run(port, { ...of, expect: texts.map((one) => one.toUpperCase()) });
      expect(result).toMatchObject({ probe: "dns", outcome: "ok", timeMs: 1_800_000_000_000 });
      expect(fields).toMatchObject({ rcode: "NOERROR", answers: 1 });
      expect(fields?.["responseMs"]).toBeGreaterThan(0);
      expect(asked).toMatchObject([{ name: "www.example.vn", type: records[0]?.type }]);
      expect((await run(port, { ...of, expect: ["192.0.2.99"] })).result).toMatchObject({
        outcome: "failed",
        reason: "answer_mismatch",
        detail: texts[0],
      });
    },
  );

  test.each([
    [0, "NOERROR", "no A record"],
    [1, "FORMERR", "FORMERR"],
    [2, "SERVFAIL", "SERVFAIL"],
    [3, "NXDOMAIN", "NXDOMAIN"],
    [4, "NOTIMP", "NOTIMP"],
    [5, "REFUSED", "REFUSED"],
  ])("response code %i without records is a failure, by its name", async (rcode, name, detail) => {
    const port = await serve(() => ({ rcode }));
    const { result, fields } = await run(port);
    expect(result).toMatchObject({ outcome: "failed", reason: "dns_failure", detail });
    expect(fields).toMatchObject({ rcode: name, answers: 0 });
  });

  test("an address to find the name of is asked for in the reverse tree", async () => {
    let asked: string | undefined;
    const port = await serve(({ name }) => {
      asked = name;
      return { records: zone.PTR.records };
    });
    expect((await run(port, { type: "PTR", name: "10.20.30.1" })).result.outcome).toBe("ok");
    expect(asked).toBe("1.30.20.10.in-addr.arpa");
  });

  test("a server that never answers is a timeout before the deadline", async () => {
    const port = await serve(() => undefined);
    const signal = AbortSignal.timeout(3000);
    const { result, fields } = await run(port, {}, { timeoutMs: 600, signal });
    expect(signal.aborted).toBe(false);
    expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
    expect(fields).toBeUndefined();
  });

  test("a deadline that is over ends the question", async () => {
    const port = await serve(() => undefined);
    const { result } = await run(port, {}, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
  });

  test("one lost packet is made good by asking again", async () => {
    let questions = 0;
    const port = await serve(() => {
      questions += 1;
      return questions === 1 ? undefined : { records: zone.A.records };
    });
    expect((await run(port, {}, { timeoutMs: 900 })).result.outcome).toBe("ok");
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["garbage", Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")],
    ["a header only", Buffer.alloc(12)],
    ["a megabyte's worth of noughts", Buffer.alloc(60_000)],
  ])("%s is no answer", async (_title, bytes) => {
    const port = await serve(() => bytes);
    const { result, fields } = await run(port, {}, { timeoutMs: 600 });
    expect(result.outcome).toBe("failed");
    expect(["timeout", "malformed_answer"]).toContain(result.reason);
    expect(fields).toBeUndefined();
  });

  test("a closed port is refused", async () => {
    const server = await startScriptedServer(() => undefined);
    server.close();
    expect((await run(server.port)).result).toMatchObject({ outcome: "failed", reason: "refused" });
  });
});

describe("records", () => {
  test("hostile text comes out as one bounded line", () => {
    const [only] = answerTexts([["\u001b[2J\nmail\u202e", "x".repeat(1000)]]);
    expect(only).toMatch(/^\[2J mail x+…$/);
    expect(only).toHaveLength(255);
  });

  test("names compare without case and final dot", () => {
    expect(normalName(" WWW.Example.vn. ")).toBe("www.example.vn");
  });

  test.each([
    ["10.20.30.1", "1.30.20.10.in-addr.arpa"],
    ["2001:db8::7", `7.${"0.".repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`],
    ["::1", `1.${"0.".repeat(31)}ip6.arpa`],
    ["::ffff:10.0.0.1", `1.0.0.0.0.0.a.0.f.f.f.f.${"0.".repeat(20)}ip6.arpa`],
  ])("%s is %s", (ip, name) => {
    expect(reverseName(ip)).toBe(name);
  });
});
