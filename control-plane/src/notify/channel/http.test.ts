import { expect, test } from "vitest";
import { retryAfter, statusFault, withoutSecrets } from "./http.ts";

const nowMs = Date.parse("2026-11-23T06:05:00Z");
const answer = (status: number, headers = {}) => ({ status, headers, text: "said" });

test.each([
  [301, "rejected"],
  [400, "rejected"],
  [401, "credentials"],
  [403, "credentials"],
  [404, "rejected"],
  [408, "timeout"],
  [429, "limited"],
  [500, "server_fault"],
  [503, "server_fault"],
] as const)("status %i is %s", (status, reason) => {
  expect(statusFault("x", answer(status), nowMs)).toMatchObject({ ok: false, reason });
});

test("2xx is none; 503 with a time to wait is try later", () => {
  expect(statusFault("x", answer(204), nowMs)).toBeUndefined();
  const fault = statusFault("x", answer(503, { "retry-after": "30" }), nowMs);
  expect(fault).toMatchObject({ reason: "limited", retryAfterMs: 30_000 });
});

test("Retry-After is seconds or a date, at most a day", () => {
  expect(retryAfter("Mon, 23 Nov 2026 06:06:00 GMT", nowMs)).toBe(60_000);
  expect(retryAfter("Mon, 23 Nov 2020 06:06:00 GMT", nowMs)).toBe(0);
  expect(retryAfter("999999999", nowMs)).toBe(86_400_000);
  expect(retryAfter("soon", nowMs)).toBeUndefined();
});

test("a receiver that repeats a secret does not show it", () => {
  const outcome = withoutSecrets({ ok: true, detail: "key s3cret is fine" }, ["s3cret"]);
  expect(outcome.detail).toBe("key … is fine");
});
