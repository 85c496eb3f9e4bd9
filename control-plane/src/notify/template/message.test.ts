import type { Incident } from "@haidang/contract/incident.ts";
import type { Language } from "@haidang/contract/text.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleIncident } from "../../../scripted/incidents.ts";
import { gsmText, septets } from "./gsm.ts";
import { type MessageParts, wordMessage } from "./message.ts";

const startsMs = Date.parse("2026-11-23T13:05:00+07:00");
const cut: Incident = {
  ...sampleIncident("SC-1024", startsMs, "critical"),
  verdict: {
    ...{ cause: "link_cut", confidencePct: 92, responsibility: "carrier", weighed: [], atMs: startsMs },
    evidence: [
      {
        ...{ kind: "siblings_up", atMs: startsMs + 2000, speaks: "against", cause: "power_lost" },
        values: { names: "Hồng Gai" },
      },
      {
        ...{ kind: "port_down", atMs: startsMs + 1000, speaks: "for", cause: "link_cut" },
        values: { port: "Gi0/1", name: "Bãi Cháy" },
      },
    ],
  },
};

function word(change: Partial<MessageParts> = {}, language: Language = "vi") {
  return wordMessage({
    ...{ id: "n-1", purpose: "open", incidents: [cut], channelName: "SMS", contact: undefined, language },
    links: {
      acknowledge: "https://noc.example.vn/acknowledge/x.y",
      show: "https://noc.example.vn/incident/SC-1024",
    },
    ...{ digests: [], atMs: startsMs, nowMs: startsMs + 12 * 60_000 },
    ...change,
  });
}

describe("one incident", () => {
  it("in Vietnamese: the verdict first, then the object, the proof, who acts, since when, the number, links", () => {
    const { subject, text, shortText } = word();
    expect(subject).toBe(
      "[Hải Đăng] NGHIÊM TRỌNG: đứt đường truyền - đường truyền P. Bãi Cháy (VNPT), SC-1024",
    );
    expect(text.split("\n")).toEqual([
      "NGHIÊM TRỌNG: đứt đường truyền",
      "Nhận định: đứt đường truyền (chắc 92 %)",
      "Đối tượng: đường truyền P. Bãi Cháy (VNPT)",
      "Đơn vị: Phường Bãi Cháy",
      "Bằng chứng:",
      expect.stringMatching(/^ {2}- 13:05 23\/11\/2026: .*Gi0\/1/),
      expect.stringMatching(/^ {2}- 13:05 23\/11\/2026: .*Hồng Gai/),
      "Bên xử lý: nhà mạng",
      "Từ lúc: 13:05 23/11/2026 (12 phút)",
      "Ảnh hưởng: 1 trụ sở, 1 đơn vị",
      "Trạng thái: đang mở",
      "Mã sự cố: SC-1024",
      "Tiếp nhận: https://noc.example.vn/acknowledge/x.y",
      "Xem: https://noc.example.vn/incident/SC-1024",
    ]);
    expect(shortText).toBe(
      "[Hai Dang] NGHIEM TRONG: dut duong truyen P. Bai Chay (VNPT) tu 13:05 23/11. Ma SC-1024",
    );
  });

  it("in English", () => {
    const { subject, text, shortText } = word({}, "en");
    expect(subject).toBe("[Hải Đăng] CRITICAL: link cut - link P. Bãi Cháy (VNPT), SC-1024");
    expect(text).toContain("Evidence:\n  - 13:05 23/11/2026: port Gi0/1 of Bãi Cháy is down");
    expect(text).toContain("Who acts: carrier");
    expect(shortText).toBe("[Hai Dang] CRITICAL: link cut P. Bai Chay (VNPT) since 13:05 23/11. SC-1024");
  });

  it("over, escalated, not sure, overruled", () => {
    const over = { ...cut, state: "resolved" as const, resolvedMs: startsMs + 5 * 3_600_000 };
    expect(word({ incidents: [over], purpose: "resolved" }).subject).toBe(
      "[Hải Đăng] ĐÃ KHẮC PHỤC: đường truyền P. Bãi Cháy (VNPT), SC-1024, sau 5 giờ 0 phút",
    );
    expect(word({ incidents: [over], purpose: "resolved" }).shortText).toBe(
      "[Hai Dang] DA KHAC PHUC duong truyen P. Bai Chay (VNPT), sau 5 gio 0 phut. Ma SC-1024",
    );
    expect(word({ purpose: "escalation" }).subject).toContain("CHƯA CÓ NGƯỜI TIẾP NHẬN");
    const verdict = {
      ...{ cause: "not_known" as const, confidencePct: 55, responsibility: "unknown" as const, evidence: [] },
      ...{ weighed: [{ cause: "power_lost" as const, confidencePct: 55 }], atMs: startsMs },
    };
    const unsure = word({ incidents: [{ ...cut, verdict }] });
    expect(unsure.subject).toContain("mất kết nối");
    expect(unsure.text).toContain("Nhận định: chưa đủ bằng chứng; nhiều khả năng: mất điện tại chỗ (55 %)");
    const overruled = {
      ...{ cause: "power_lost" as const, responsibility: "power" as const, reason: "điện lực báo" },
      ...{ by: "an", atMs: startsMs },
    };
    expect(word({ incidents: [{ ...cut, overruled }] }).text).toContain(
      "Nhận định: mất điện tại chỗ (an xác định: điện lực báo)",
    );
  });

  it("several, and a test", () => {
    const many = Array.from({ length: 30 }, (_, number) => ({ ...cut, id: `SC-${number}` }));
    const message = word({ incidents: many, purpose: "group", links: {} });
    expect(message.subject).toBe(
      "[Hải Đăng] 30 sự cố đang mở, 0 đã khắc phục: đường truyền P. Bãi Cháy (VNPT) …",
    );
    expect(message.text.split("\n")).toHaveLength(22);
    expect(message.text).toContain("và 10 sự cố khác");
    expect(septets(message.shortText)).toBeLessThanOrEqual(160);
    expect(word({ incidents: [], purpose: "test" }).text).toBe(
      "Đây là tin thử kênh SMS. Không có sự cố nào.",
    );
  });
});

describe("hostile text", () => {
  it("cannot break lines, tags or the 160 characters of an SMS", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.constantFrom("vi", "en"),
        (name, language) => {
          const incident = { ...cut, rootName: name, carrier: name, unitName: name };
          const { subject, shortText, html, text } = word({ incidents: [incident] }, language as Language);
          expect(subject).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
          expect(text.split("\n").length).toBeLessThanOrEqual(14);
          expect(septets(shortText)).toBeLessThanOrEqual(160);
          expect(shortText).toMatch(/^[\x20-\x7e]+$/);
          expect(shortText).toContain("SC-1024");
          expect(html.match(/<script|<img|on\w+=/gi) ?? []).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
    const hostile = { ...cut, rootName: '"><script>alert(1)</script>\r\nBcc: x@y.z' };
    const { subject, html } = word({ incidents: [hostile] });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toContain("<script");
  });

  it("no letter of Vietnamese is lost on the way to a telephone", () => {
    expect(gsmText("Đặng Thị Ngọc Ánh – Ủy ban Ưng Ẩm ỹ “đ”")).toBe(
      'Dang Thi Ngoc Anh - Uy ban Ung Am y "d"',
    );
    expect(gsmText("日本 🚨")).toMatch(/^\?+ \?$/);
  });
});
