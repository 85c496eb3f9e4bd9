import { describe, expect, it } from "vitest";
import { createLog, errorText } from "./log.ts";
import { agentWords, languageOf } from "./words.ts";

function entry(
  language: "vi" | "en",
  values: Record<string, string | number>,
): { line: string; read: Record<string, unknown> } {
  const lines: string[] = [];
  createLog({ write: (line) => lines.push(line), now: () => 0, language }).warn("centre_away", values);
  const line = lines[0] ?? "";
  return { line, read: JSON.parse(line) };
}

describe("log", () => {
  it("writes one line of JSON with a stable event and a sentence", () => {
    const { line, read } = entry("en", { why: "ECONNREFUSED" });
    expect(line.endsWith("}\n")).toBe(true);
    expect(read).toEqual({
      time: "1970-01-01T00:00:00.000Z",
      level: "warn",
      event: "centre_away",
      message: "The control plane cannot be reached (ECONNREFUSED); what is measured waits in the spool.",
      why: "ECONNREFUSED",
    });
    expect(entry("vi", { why: "x" }).read["message"]).toContain("Không tới được trung tâm (x)");
  });
  it("keeps hostile text on its line and out of its own fields", () => {
    const { line, read } = entry("en", { why: `a\n\u001b[2J\u202e${"x".repeat(5000)}`, level: "error" });
    expect(line.indexOf("\n")).toBe(line.length - 1);
    expect(read["level"]).toBe("warn");
    expect(String(read["why"]).length).toBeLessThanOrEqual(1000);
    expect(line).not.toContain("\u202e");
  });
  it("has the same places in both languages", () => {
    for (const [key, sentence] of Object.entries(agentWords.en)) {
      const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
      expect(places(agentWords.vi[key as keyof typeof agentWords.en]), key).toEqual(places(sentence));
    }
  });
  it("takes HAIDANG_LANG before LANG", () => {
    expect(languageOf({ HAIDANG_LANG: "vi", LANG: "en_US.UTF-8" })).toBe("vi");
    expect(languageOf({ LANG: "vi_VN.UTF-8" })).toBe("vi");
    expect(languageOf({})).toBe("en");
  });
  it("makes one line of anything thrown", () => {
    expect(errorText(new Error("a", { cause: new Error("b") }))).toBe("a: b");
    expect(errorText(new Error("away: b.", { cause: new Error("b") }))).toBe("away: b.");
    expect(errorText("x\ny")).toBe("x y");
  });
});
