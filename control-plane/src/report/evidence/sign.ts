import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** The secret of the vault that holds the centre's signing key. */
export const signingSecret = "evidence-signing-key";

export interface SigningKeys {
  get(name: string): string | undefined;
  put(name: string, value: string): void;
}

/** The centre's Ed25519 key (RFC 8032), made when it is needed first; sealed in the vault like every secret. */
export function signingKey(secrets: SigningKeys): KeyObject {
  const kept = secrets.get(signingSecret);
  if (kept !== undefined) return createPrivateKey(kept);
  const { privateKey } = generateKeyPairSync("ed25519");
  secrets.put(signingSecret, String(privateKey.export({ type: "pkcs8", format: "pem" })));
  return privateKey;
}

/** SPKI in DER, base64. */
export function publicKeyText(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
}

/** SHA-256 of the public key, hexadecimal: what people read to each other. */
export function fingerprintOf(publicKey: string): string {
  return createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex");
}

export function signBytes(bytes: Buffer, key: KeyObject): string {
  return sign(null, bytes, key).toString("base64");
}

export function isSignedBy(bytes: Buffer, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), type: "spki", format: "der" });
    return key.asymmetricKeyType === "ed25519" && verify(null, bytes, key, Buffer.from(signature, "base64"));
  } catch {
    // what is no key has signed nothing
    return false;
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
