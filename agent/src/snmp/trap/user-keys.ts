import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import type { UserMessage } from "./message.ts";

export type UserCredentials = Extract<SnmpCredentials, { version: "3" }>;
type AuthProtocol = NonNullable<UserCredentials["auth"]>["protocol"];

/** Bytes of the digest a message carries: RFC 3414 sections 6.3.1 and 7.3.1, RFC 7860 section 4.2.1. */
const digestLengths: Record<AuthProtocol, number> = {
  md5: 12,
  sha1: 12,
  sha224: 16,
  sha256: 24,
  sha384: 32,
  sha512: 48,
};

interface Clock {
  boots: number;
  timeS: number;
}

/**
 * The keys of one user. net-snmp has this too, but works a megabyte for every engine id it meets and keeps the key of
 * each for ever, which anybody may make it do; here the megabyte is worked once a password (RFC 3414 section 2.6).
 */
export interface UserKeys {
  readonly user: string;
  readonly signs: boolean;
  readonly encrypts: boolean;
  readonly digestLength: number;
  digestOf(packet: Buffer, engineId: Buffer): Buffer;
  /** Is the message signed by this user? */
  proves(message: UserMessage): boolean;
  /** Rubbish when the key is another. Throws when there is no way to decrypt it. */
  decrypt(message: UserMessage): Buffer;
  encrypt(plain: Buffer, engineId: Buffer, clock: Clock): { data: Buffer; salt: Buffer };
}

export function userKeys({ user, auth, privacy }: UserCredentials): UserKeys {
  const hash = auth?.protocol ?? "sha256";
  const authKey = once(() => masterKey(hash, Buffer.from(auth?.key ?? "")));
  const privacyKey = once(() => masterKey(hash, Buffer.from(privacy?.key ?? "")));
  const digestLength = auth === undefined ? 0 : digestLengths[auth.protocol];
  const cipher = privacy?.protocol === "aes128" ? "aes-128-cfb" : "aes-256-cfb";

  const digestOf: UserKeys["digestOf"] = (packet, engineId) =>
    createHmac(hash, localized(hash, authKey(), engineId))
      .update(packet)
      .digest()
      .subarray(0, digestLength);
  const cipherKey = (engineId: Buffer): Buffer => {
    const key = localized(hash, privacyKey(), engineId);
    if (privacy?.protocol === "aes128") return key.subarray(0, 16);
    if (key.length >= 32) return key.subarray(0, 32);
    const more =
      privacy?.protocol === "aes256-reeder"
        ? localized(hash, masterKey(hash, key), engineId)
        : createHash(hash).update(key).digest();
    return Buffer.concat([key, more]).subarray(0, 32);
  };

  return {
    user,
    signs: auth !== undefined,
    encrypts: privacy !== undefined,
    digestLength,
    digestOf,
    proves({ packet, digest, engineId }) {
      if (digest.length !== digestLength) return false;
      const bare = Buffer.from(packet);
      bare.fill(
        0,
        digest.byteOffset - packet.byteOffset,
        digest.byteOffset - packet.byteOffset + digest.length,
      );
      return timingSafeEqual(digestOf(bare, engineId), digest);
    },
    decrypt({ engineId, boots, timeS, salt, data }) {
      const decipher = createDecipheriv(cipher, cipherKey(engineId), vectorOf({ boots, timeS }, salt));
      return Buffer.concat([decipher.update(data.content), decipher.final()]);
    },
    encrypt(plain, engineId, clock) {
      const salt = randomBytes(8);
      const encipher = createCipheriv(cipher, cipherKey(engineId), vectorOf(clock, salt));
      return { data: Buffer.concat([encipher.update(plain), encipher.final()]), salt };
    },
  };
}

const masterBytes = 1_048_576;

/** RFC 3414 appendix A.2. */
function masterKey(hash: string, password: Buffer): Buffer {
  return createHash(hash).update(Buffer.alloc(masterBytes, password)).digest();
}

function localized(hash: string, key: Buffer, engineId: Buffer): Buffer {
  return createHash(hash).update(key).update(engineId).update(key).digest();
}

/** RFC 3826 section 3.1.2.1. */
function vectorOf({ boots, timeS }: Clock, salt: Buffer): Buffer {
  const vector = Buffer.alloc(16);
  vector.writeUInt32BE(boots >>> 0, 0);
  vector.writeUInt32BE(timeS >>> 0, 4);
  salt.copy(vector, 8);
  return vector;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
