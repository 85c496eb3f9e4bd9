import { describe, expect, it } from "vitest";
import { judgeAnswer } from "./answer.ts";
import { backOffLimits, backOffMs, retryAfterMs } from "./back-off.ts";

const nowMs = Date.UTC(2026, 10, 23, 7);
function judge(status: number, error?: unknown, headers: Record<string, string> = {}) {
  return judgeAnswer(
    { status, headers, body: error === undefined ? "" : JSON.stringify({ error }) },
    10,
    nowMs,
  );
}

describe("judgeAnswer", () => {
  it.each([200, 202, 204])("%i is stored", (status) => {
    expect(judge(status)).toEqual({ to: "settle", settlement: { as: "accepted" } });
  });

  it.each([301, 401, 403, 404, 408, 429, 500, 502, 503, 507])("%i keeps the batch", (status) => {
    expect(judge(status)).toMatchObject({ to: "wait", credential: status === 401 });
  });

  it("400 and 422 refuse for good, with the centre's code as reason", () => {
    const refused = {
      to: "settle",
      settlement: { as: "refused", why: "refused_body_corrupt", detail: "bad crc" },
    };
    expect(judge(400, { code: "body_corrupt", message: "bad\ncrc" })).toEqual(refused);
    expect(judge(422)).toMatchObject({ settlement: { as: "refused", why: "refused_422" } });
    expect(judge(400, { code: "../../etc", message: "x" })).toMatchObject({
      settlement: { why: "refused_400" },
    });
  });

  it("413 halves a batch, and refuses one that cannot be halved", () => {
    expect(judge(413)).toEqual({ to: "settle", settlement: { as: "split" } });
    expect(judgeAnswer({ status: 413, headers: {}, body: "" }, 1, nowMs)).toMatchObject({
      settlement: { as: "refused" },
    });
  });

  it("lines_invalid names lines; nothing usable in it refuses the batch whole", () => {
    const details = {
      faults: [
        { line: 3, message: "m" },
        { line: 99, message: "beyond" },
      ],
    };
    expect(judge(400, { code: "lines_invalid", message: "m", details })).toMatchObject({
      settlement: { as: "trimmed", lines: [3], detail: "line 3: m" },
    });
    for (const useless of [
      undefined,
      {},
      { faults: [] },
      { faults: [{ line: 0, message: "" }] },
      { faults: [{ line: 11, message: "" }] },
    ]) {
      expect(judge(400, { code: "lines_invalid", message: "m", details: useless })).toMatchObject({
        settlement: { as: "refused", why: "refused_lines_invalid" },
      });
    }
  });

  it("takes every line that is numbered, though only the first are put into words", () => {
    const details = { faults: [{ line: 2, message: "m" }], lines: [2, 4, 9, 99] };
    expect(judge(400, { code: "lines_invalid", message: "m", details })).toMatchObject({
      settlement: { as: "trimmed", lines: [2, 4, 9], detail: "line 2: m" },
    });
  });

  it("reads Retry-After where it belongs", () => {
    expect(judge(503, undefined, { "retry-after": "7" })).toMatchObject({ notBeforeMs: 7000 });
    expect(judge(401, undefined, { "retry-after": "7" })).not.toHaveProperty("notBeforeMs");
  });
});

describe("retryAfterMs", () => {
  it.each([
    ["0", 0],
    ["12", 12_000],
    ["Mon, 23 Nov 2026 07:00:30 GMT", 30_000],
    ["Mon, 23 Nov 2026 06:00:00 GMT", 0],
    ["999999999", 3_600_000],
  ])("%s", (header, ms) => expect(retryAfterMs(header, nowMs)).toBe(ms));
  it.each(["", "soon", "-5", "1e9"])("%j is nothing", (header) => {
    expect(retryAfterMs(header, nowMs) ?? 0).toBe(0);
  });
});

it("back-off doubles to a minute with full jitter", () => {
  expect([1, 2, 3, 4].map((n) => backOffMs(n, 0.999999))).toEqual([500, 1000, 2000, 4000]);
  expect(backOffMs(1000, 0.999999)).toBe(backOffLimits.maxMs);
  expect(backOffMs(5, 0)).toBe(0);
});
