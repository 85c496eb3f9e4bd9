import fc from "fast-check";
import { expect, test } from "vitest";
import { phoneText } from "./phone-text.ts";

test("Vietnamese without its accents, on one line", () => {
  expect(phoneText("NGHIÊM TRỌNG: mất kết nối đường truyền P. Bãi Cháy — Đặc khu\r\nCô Tô…")).toBe(
    "NGHIEM TRONG: mat ket noi duong truyen P. Bai Chay - Dac khu Co To...",
  );
});

test("brackets take two places each", () => {
  expect(phoneText(`[${"a".repeat(200)}`)).toHaveLength(159);
});

test("whatever it is, it fits one message of the 7-bit alphabet and stays the same the second time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      const phone = phoneText(text);
      const places = [...phone].reduce((sum, one) => sum + (/[[\]{}~^|\\]/.test(one) ? 2 : 1), 0);
      expect(places).toBeLessThanOrEqual(160);
      expect(phone).toMatch(/^[ -~]*$/);
      expect(phone).not.toMatch(/[\r\n`]/);
      expect(phoneText(phone)).toBe(phone);
    }),
  );
});
