/** What the control plane shows to those who connect, and by what they know it. */
export interface ServerCertificate {
  /** In PEM: the private key, and the certificate with those that vouch for it. */
  material(): { key: string; cert: string };
  /** Of keys agents are to trust: the one in use first, then one that is announced. */
  pins(): readonly string[];
  /** Made by our own authority, not given. */
  own: boolean;
  hosts(): readonly string[];
  validToMs(): number;
  /** Called whenever another certificate or another list of pins is in force. */
  onChange(listener: () => void): void;
  /** Looks whether it has to be renewed or was replaced; a certificate that cannot be used is told, the old one kept. */
  check(nowMs: number): void;
}

/** The oldest version spoken: RFC 8996 retired what came before. */
export const leastTlsVersion = "TLSv1.2";
