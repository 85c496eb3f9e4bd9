import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { HaidangError } from "@haidang/contract/error.ts";
import { pinOf } from "@haidang/contract/pin-of.ts";
import { refuseWiderMode } from "../config/private-file.ts";
import type { ServerCertificate } from "./certificate.ts";

interface Material {
  key: string;
  cert: string;
  leaf: X509Certificate;
}

/**
 * The certificate in two PEM files, read again whenever they hold another. Throws `usage` when they cannot be used at
 * the start; `onFault` hears of it later, and what was in use stays in use.
 */
export function openGivenCertificate(options: {
  certPath: string;
  keyPath: string;
  nowMs: number;
  onFault: (fault: HaidangError) => void;
}): ServerCertificate {
  const { certPath, keyPath, nowMs, onFault } = options;
  const listeners: (() => void)[] = [];
  let material = read(certPath, keyPath, nowMs);
  let told = "";

  return {
    own: false,
    material: () => material,
    pins: () => [pinOf(material.leaf)],
    hosts: () => hostsOf(material.leaf),
    validToMs: () => material.leaf.validToDate.getTime(),
    onChange: (listener) => void listeners.push(listener),
    check(atMs) {
      try {
        const fresh = read(certPath, keyPath, atMs);
        told = "";
        if (fresh.cert === material.cert && fresh.key === material.key) return;
        material = fresh;
      } catch (error) {
        if (!(error instanceof HaidangError)) throw error;
        if (error.message !== told) onFault(error);
        told = error.message;
        return;
      }
      for (const listener of listeners) listener();
    },
  };
}

function read(certPath: string, keyPath: string, nowMs: number): Material {
  refuseWiderMode(keyPath, `run: chmod 600 ${keyPath}`);
  const key = readText(keyPath, "HAIDANG_TLS_KEY");
  const cert = readText(certPath, "HAIDANG_TLS_CERT");
  const unusable = (what: string, hint: string, cause?: unknown) =>
    new HaidangError("usage", `the certificate ${certPath} cannot be used: ${what}`, { hint, cause });
  let leaf: X509Certificate;
  let fits: boolean;
  try {
    leaf = new X509Certificate(cert);
    fits = leaf.checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw unusable(
      "it or its key is not PEM",
      "give the certificate with its chain, and its key without a password",
      cause,
    );
  }
  if (!fits)
    throw unusable(`the key ${keyPath} is of another one`, "give the two files that belong together");
  if (leaf.validToDate.getTime() <= nowMs) {
    throw unusable(`it is over since ${leaf.validToDate.toISOString()}`, "renew it");
  }
  return { key, cert, leaf };
}

function readText(path: string, variable: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HaidangError("usage", `${variable} cannot be read: ${why}`, {
      hint: "name a file the control plane's user may read, or unset both HAIDANG_TLS_CERT and HAIDANG_TLS_KEY",
      cause,
    });
  }
}

/** Names and addresses of the certificate, as its alternative names say. */
function hostsOf({ subjectAltName = "" }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, host = ""]) => host);
}
