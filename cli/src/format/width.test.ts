import { expect, test } from "vitest";
import { fitText, padText, textWidth } from "./width.ts";

test.each([
  ["", 0],
  ["abc", 3],
  ["Đặc khu Cô Tô", 13],
  ["Đặc khu Cô Tô".normalize("NFD"), 13],
  ["mất kết nối", 11],
  ["監視", 4],
  ["ﾊｲ", 2],
  ["Ａ", 2],
  ["🚢", 2],
  ["👩‍👩‍👧", 2],
  ["\u001b[31mđỏ\u001b[39m", 2],
  ["● ▲ ✗ ▁█░", 9],
])("%j takes %i columns", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test("text is cut at a letter, never inside one", () => {
  expect(fitText("Đặc khu Cô Tô", 8)).toBe("Đặc khu…");
  expect(fitText("監視監視", 4)).toBe("監…");
  expect(fitText("abc", 3)).toBe("abc");
  expect(fitText("abc", 0)).toBe("");
  for (let width = 0; width < 14; width++) {
    expect(textWidth(fitText("Đặc khu 監視 Cô Tô".normalize("NFD"), width))).toBeLessThanOrEqual(width);
  }
});

test("padding counts columns, not code units", () => {
  expect(padText("Tô".normalize("NFD"), 4, "right")).toBe(`  ${"Tô".normalize("NFD")}`);
  expect(padText("監", 4, "left")).toBe("監  ");
});
