import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { findAnchors } from "@haidang/agent/trust/anchor.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { pinSchema } from "@haidang/contract/pin.ts";
import type { Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";

const lookForMs = 5_000;

/**
 * Makes HAIDANG_CA an authority for this process: a file in PEM, or the fingerprint of one, which the server then has to
 * show. Names and dates are judged as ever; without it only authorities the system knows are believed.
 */
export async function trustServer(url: URL, ca: string | undefined, language: Language): Promise<void> {
  if (ca === undefined || ca === "" || url.protocol !== "https:") return;
  const authorities = pinSchema.safeParse(ca).success
    ? await findAnchors(url, [ca], AbortSignal.timeout(lookForMs))
    : [readAuthority(ca, language)];
  setDefaultCACertificates([...getCACertificates("default"), ...authorities]);
}

function readAuthority(path: string, language: Language): string {
  try {
    return String(new X509Certificate(readFileSync(path)));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HaidangError("usage", say(language, "ca.unusable", { why }), {
      hint: say(language, "ca.unusableHint"),
      cause,
    });
  }
}
