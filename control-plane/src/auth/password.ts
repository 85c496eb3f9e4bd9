import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";

/** scrypt's parameters (RFC 7914): N a power of two, memory 128·N·r bytes. */
export interface PasswordCost {
  n: number;
  r: number;
  p: number;
}

/** What OWASP asks at least, in the form that takes the least memory: 32 MiB, about a quarter of a second. */
export const usualCost: PasswordCost = { n: 32_768, r: 8, p: 3 };

const hashBytes = 32;
/** Passwords worked on at once and waiting, so that a flood of guesses takes neither all memory nor all cores. */
const atOnce = 2;
const mostWaiting = 40;

export interface Passwords {
  /** What is kept of a password: its cost, its salt and its hash. */
  hash(password: string): Promise<string>;
  /** Takes as long for an account without a password. `stale`: kept at another cost, to be hashed anew. */
  check(password: string, kept: string | null): Promise<{ right: boolean; stale: boolean }>;
}

export function createPasswords(cost: PasswordCost = usualCost): Passwords {
  const turn = createTurns();
  const none = { cost, salt: randomBytes(16), hash: randomBytes(hashBytes) };
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const hash = await turn(() => derive(password, salt, cost));
      return ["scrypt", cost.n, cost.r, cost.p, salt.toString("base64url"), hash.toString("base64url")].join(
        ":",
      );
    },
    async check(password, kept) {
      const known = kept === null ? none : readKept(kept);
      const hash = await turn(() => derive(password, known.salt, known.cost));
      const right = timingSafeEqual(hash, known.hash) && kept !== null;
      const { n, r, p } = known.cost;
      return { right, stale: n !== cost.n || r !== cost.r || p !== cost.p };
    },
  };
}

function readKept(kept: string): { cost: PasswordCost; salt: Buffer; hash: Buffer } {
  const [, n, r, p, salt = "", hash = ""] =
    /^scrypt:(\d{1,8}):(\d{1,2}):(\d{1,2}):([\w-]+):([\w-]{43})$/.exec(kept) ?? [];
  if (n === undefined) throw new HaidangError("internal", "a kept password is not in the form we write");
  return {
    cost: { n: Number(n), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    hash: Buffer.from(hash, "base64url"),
  };
}

function derive(password: string, salt: Buffer, { n, r, p }: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    // the same password typed on another keyboard may come composed otherwise
    scrypt(password.normalize("NFC"), salt, hashBytes, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    );
  });
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: Array<() => void> = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) {
        throw new HaidangError("rate_limited", "too many people sign in at once", {
          hint: "try again in a few seconds",
          details: { retryAfterS: 5 },
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
