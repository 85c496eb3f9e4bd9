import { execFileSync } from "node:child_process";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeCertificate } from "./make-certificate.ts";

const keys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23);

const authority = keys();
const issuer = { name: "Hải Đăng CA", key: authority.privateKey };
const period = { fromMs: nowMs, toMs: nowMs + 30 * 365.25 * dayMs };
const ca = makeCertificate(
  { name: issuer.name, publicKey: authority.publicKey, hosts: [], isAuthority: true, ...period },
  issuer,
);
const hosts = ["trung-tam.example.vn", "10.20.0.1", "::1", "2001:db8::10.1.2.3", "fe80:0:0:1:2:3:4:5"];
const leaf = makeCertificate(
  { name: "trung-tam", publicKey: keys().publicKey, hosts, isAuthority: false, ...period },
  issuer,
);

it("makes what others read as it was meant", () => {
  const [top, own] = [new X509Certificate(ca), new X509Certificate(leaf)];
  expect(top.ca).toBe(true);
  expect(own.ca).toBe(false);
  expect(own.verify(top.publicKey)).toBe(true);
  expect(own.checkIssued(top)).toBe(true);
  expect(own.subject).toBe("CN=trung-tam");
  for (const host of hosts.filter((name) => name.includes("."))) {
    const known = host.includes(":") || !/[a-z]/.test(host) ? own.checkIP(host) : own.checkHost(host);
    expect(known, host).toBeDefined();
  }
  expect(own.checkIP("fe80::1:2:3:4:5")).toBeDefined();
  expect(own.checkIP("10.20.0.2")).toBeUndefined();
  expect(own.checkHost("example.vn")).toBeUndefined();
  expect(own.validFromDate.getTime()).toBe(period.fromMs);
  // beyond 2049 the year has four digits
  expect(own.validToDate.getTime()).toBe(Math.floor(period.toMs / 1000) * 1000);
});

const hasOpenssl = (() => {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8" }).startsWith("OpenSSL 3");
  } catch {
    return false;
  }
})();

it.skipIf(!hasOpenssl && process.env["CI"] === undefined)("passes OpenSSL's strict rules", () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-x509-"));
  const [top, own] = [join(folder, "ca.pem"), join(folder, "leaf.pem")];
  writeFileSync(top, ca);
  writeFileSync(own, leaf);
  const at = ["-attime", String(nowMs / 1000 + 1)];
  expect(
    execFileSync("openssl", ["verify", "-x509_strict", "-purpose", "sslserver", ...at, "-CAfile", top, own], {
      encoding: "utf8",
    }),
  ).toBe(`${own}: OK\n`);
});
