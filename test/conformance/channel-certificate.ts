import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** A certificate of `localhost` that signed itself, made by openssl in a folder of its own. */
export function selfSigned(): { folder: string; certificate: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), "haidang-channel-"));
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...subject, "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  return { folder, certificate, key };
}

/** Trusted by this process while `work` goes on, as NODE_EXTRA_CA_CERTS would have it. */
export async function trusting<T>(certificate: string, work: () => Promise<T>): Promise<T> {
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, readFileSync(certificate, "utf8")]);
  try {
    return await work();
  } finally {
    setDefaultCACertificates(before);
  }
}
