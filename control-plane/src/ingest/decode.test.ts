import { crc32, gzipSync, zstdCompressSync } from "node:zlib";
import { maxBatchBytes } from "@haidang/contract/agent-protocol.ts";
import { describe, expect, it } from "vitest";
import { decodeBody } from "./decode.ts";

const text = "icmp,agent=hub,id=cô-tô,kind=link sent=10i 1700000000000\n".repeat(50);
const plain = Buffer.from(text);
const crc = crc32(plain).toString(16).padStart(8, "0");
const code = (work: Promise<string>) =>
  work.then(
    () => "accepted",
    (error: { code?: string }) => error.code,
  );

describe("decodeBody", () => {
  it.each([
    ["zstd", zstdCompressSync(plain)],
    ["gzip", gzipSync(plain)],
    [undefined, plain],
  ])("reads %s", async (encoding, body) => {
    expect(await decodeBody(body, { encoding, crc })).toBe(text);
  });
  it("refuses a body cut short at every length", async () => {
    const body = zstdCompressSync(plain);
    for (let length = 0; length < body.length; length += 1) {
      expect(await code(decodeBody(body.subarray(0, length), { encoding: "zstd", crc }))).toBe(
        "body_corrupt",
      );
    }
  });
  it("refuses a body that does not match its CRC-32", async () => {
    const body = zstdCompressSync(Buffer.from(text.replace("10i", "11i")));
    expect(await code(decodeBody(body, { encoding: "zstd", crc }))).toBe("body_corrupt");
  });
  it("refuses what is not UTF-8", async () => {
    expect(
      await code(decodeBody(Buffer.from([0x61, 0xff, 0xfe]), { encoding: undefined, crc: undefined })),
    ).toBe("body_corrupt");
  });
  it("refuses a bomb without inflating it", async () => {
    const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    expect(await code(decodeBody(bomb, { encoding: "zstd", crc: undefined }))).toBe("body_too_large");
    expect(process.memoryUsage().rss - before).toBeLessThan(8 * maxBatchBytes);
  });
  it("names an encoding it does not know", async () => {
    expect(await code(decodeBody(plain, { encoding: "br", crc: undefined }))).toBe("body_invalid");
  });
});
