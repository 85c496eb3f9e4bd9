import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { HaidangError } from "@haidang/contract/error.ts";
import { pinOf } from "@haidang/contract/pin-of.ts";

/** The oldest version spoken: RFC 8996 retired what came before. */
export const leastTlsVersion = "TLSv1.2";

const mostCertificates = 10;

/**
 * Of the certificates a server shows, those whose key is pinned, in PEM: what it shows from then on is judged as usual
 * (names, dates, signatures), with these as the only authorities. Nothing is sent to the server. Rejects with
 * `unreachable` when no key of its is pinned, or when there is no server.
 */
export async function findAnchors(
  origin: URL,
  pins: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const shown = await shownBy(origin, signal);
  const anchors = shown.filter((certificate) => pins.includes(pinOf(certificate)));
  if (anchors.length > 0) return anchors.map(String);
  const [own] = shown;
  throw new HaidangError(
    "unreachable",
    `${origin.origin} shows another key than the one this machine trusts.`,
    {
      hint: "Somebody may stand between, or the control plane's key was changed without announcing it: ask whoever runs it, then enrol with a new invitation.",
      details: own === undefined ? "no certificate" : `its fingerprint is ${pinOf(own)}`,
    },
  );
}

function shownBy(origin: URL, signal: AbortSignal): Promise<X509Certificate[]> {
  return new Promise((resolve, reject) => {
    const host = origin.hostname.replace(/^\[(.*)\]$/, "$1");
    const socket = connect({
      host,
      port: Number(origin.port || 443),
      minVersion: leastTlsVersion,
      // only looked at: whoever it is, nothing is said to it on this connection
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const stop = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
    signal.addEventListener("abort", stop, { once: true });
    socket.once("close", () => signal.removeEventListener("abort", stop));
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      resolve(chainOf(socket));
      socket.destroy();
    });
    if (signal.aborted) stop();
  });
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < mostCertificates) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

const sentences: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate is over, or this machine's clock is ahead",
  CERT_NOT_YET_VALID: "its certificate is not valid yet, or this machine's clock is behind",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name than the one asked for",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "it signed its certificate itself, and nobody this machine trusts vouches for it",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate comes from an authority this machine does not trust",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate comes from an authority this machine does not trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate comes from an authority this machine does not trust",
  CERT_SIGNATURE_FAILURE: "its certificate has a wrong signature",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "it speaks only a version of TLS that is no longer safe",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "it speaks only a version of TLS that is no longer safe",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS",
};

/** Why a certificate or the version of TLS was refused, in words; undefined for other faults. */
export function tlsFault(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return sentences[code];
}
