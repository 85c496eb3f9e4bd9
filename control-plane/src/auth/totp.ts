import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Time-based one-time passwords (RFC 6238) as every authenticator makes them: SHA-1, 30 s, six digits. */
const stepMs = 30_000;
const digits = 6;
/** Codes taken before and after the present one: clocks differ, and typing takes time. */
const leeway = 1;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A new seed of 160 bits, in base 32 (RFC 4648). */
export function newSeed(): string {
  return base32(randomBytes(20));
}

export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)] ?? "").join("");
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 4226, section 5.3. */
export function codeAt(seed: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", fromBase32(seed)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, "0");
}

export const stepOf = (nowMs: number): number => Math.floor(nowMs / stepMs);

/** The step whose code this is, later than `lastStep` so that no code serves twice; undefined for a wrong one. */
export function matchingStep(
  seed: string,
  code: string,
  lastStep: number,
  nowMs: number,
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = stepOf(nowMs);
  for (let step = now - leeway; step <= now + leeway; step += 1) {
    const isSame = timingSafeEqual(Buffer.from(codeAt(seed, step)), Buffer.from(code));
    if (isSame && step > lastStep) return step;
  }
  return undefined;
}

/** What authenticators read (github.com/google/google-authenticator, Key URI Format). */
export function totpUri(seed: string, user: string): string {
  const issuer = encodeURIComponent("Hải Đăng");
  return `otpauth://totp/${issuer}:${encodeURIComponent(user)}?secret=${seed}&issuer=${issuer}`;
}
