import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** What a link lets its holder do: acknowledge one incident, as one contact or channel, until it is over. */
export interface AcknowledgeClaim {
  incident: string;
  /** `contact/<id>` or `channel/<id>`. */
  by: string;
  expiresMs: number;
}

/** A link outlives a weekend, and no more. */
export const linkLifeMs = 3 * 24 * 3_600_000;
/** Longer ones are not looked at. */
export const longestToken = 190;

export interface AcknowledgeLinks {
  sign(claim: AcknowledgeClaim): string;
  /** Undefined when it was not signed here or is over. */
  read(token: string, nowMs: number): AcknowledgeClaim | undefined;
}

/** Signed with a key of their own, worked out from a secret of the installation: another secret ends every link. */
export function acknowledgeLinks(secret: string): AcknowledgeLinks {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "haidang acknowledge link 1", 32));
  const macOf = (body: string) => createHmac("sha256", key).update(body).digest().subarray(0, 18);
  return {
    sign({ incident, by, expiresMs }) {
      const body = [incident, by, Math.ceil(expiresMs / 1000)].join("~");
      return `${Buffer.from(body).toString("base64url")}.${macOf(body).toString("base64url")}`;
    },
    read(token, nowMs) {
      if (token.length > longestToken) return undefined;
      const [body64 = "", mac64 = ""] = token.split(".");
      const body = Buffer.from(body64, "base64url").toString("utf8");
      const mac = Buffer.from(mac64, "base64url");
      const own = macOf(body);
      if (mac.length !== own.length || !timingSafeEqual(mac, own)) return undefined;
      const [incident = "", by = "", expiresS = ""] = body.split("~");
      const expiresMs = Number(expiresS) * 1000;
      return expiresMs > nowMs ? { incident, by, expiresMs } : undefined;
    },
  };
}
