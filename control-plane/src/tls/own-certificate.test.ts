import { X509Certificate } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scriptedVault } from "../../scripted/vault.ts";
import { openGivenCertificate } from "./given-certificate.ts";
import { openOwnCertificate } from "./own-certificate.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23);

function install() {
  const folder = mkdtempSync(join(tmpdir(), "haidang-own-"));
  const file = (name: string) => join(folder, name);
  const vault = scriptedVault();
  const open = (hosts = ["trung-tam", "10.0.0.1"], atMs = nowMs) =>
    openOwnCertificate({ file, vault, hosts, nowMs: atMs });
  return { file, open };
}
const leafOf = ({ material }: { material(): { cert: string } }) => new X509Certificate(material().cert);

it("is made once, its keys sealed and for their owner alone", () => {
  const { file, open } = install();
  const first = open();
  const again = open();
  expect(again.material()).toEqual(first.material());
  expect(again.pins()).toEqual(first.pins());
  expect(readFileSync(file("tls.json"), "utf8")).not.toContain("PRIVATE");
  expect(statSync(file("tls.json")).mode & 0o777).toBe(0o600);
  expect(new X509Certificate(readFileSync(file("ca.pem"))).ca).toBe(true);
  chmodSync(file("tls.json"), 0o604);
  expect(() => open()).toThrow(/can be read by other users/);
});

it("is renewed in time and when the machine has other names, by the same authority", () => {
  const { open } = install();
  const first = open();
  expect(open(["trung-tam", "10.0.0.2"]).pins()).toEqual(first.pins());
  const other = open(["trung-tam", "10.0.0.2"]);
  expect(leafOf(other).checkIP("10.0.0.2")).toBeDefined();
  const before = other.material().cert;
  let changes = 0;
  other.onChange(() => {
    changes += 1;
  });
  other.check(nowMs + 304 * dayMs);
  expect([other.material().cert === before, changes]).toEqual([true, 0]);
  other.check(nowMs + 306 * dayMs);
  expect([other.material().cert === before, changes]).toEqual([false, 1]);
  expect(other.validToMs()).toBe(nowMs + (306 + 365) * dayMs);
  expect(other.pins()).toEqual(first.pins());
});

it("announces the next authority before it is used, and trusts the old one no more afterwards", () => {
  const { open } = install();
  const own = open();
  const [old] = own.pins();
  expect(own.useNext(nowMs)).toBe(false);
  expect(own.announce(nowMs)).toBe(true);
  expect(own.announce(nowMs)).toBe(false);
  const [current, next] = own.pins();
  expect(current).toBe(old);
  expect(open().pins()).toEqual([current, next]);
  const before = leafOf(own);
  expect(own.useNext(nowMs)).toBe(true);
  expect(own.pins()).toEqual([next]);
  const authority = new X509Certificate(own.authority());
  expect(leafOf(own).verify(authority.publicKey)).toBe(true);
  expect(before.verify(authority.publicKey)).toBe(false);
});

it("says when its file is damaged", () => {
  const { file, open } = install();
  open();
  writeFileSync(file("tls.json"), "{");
  expect(() => open()).toThrow(/tls.json is damaged/);
});

it("may be given: read again when the files change, kept when they cannot be used", () => {
  const { file, open } = install();
  const write = (one: { material(): { key: string; cert: string } }) => {
    writeFileSync(file("cert.pem"), one.material().cert);
    writeFileSync(file("key.pem"), one.material().key, { mode: 0o600 });
  };
  const [one, other] = [open(), install().open()];
  write(one);
  const faults: string[] = [];
  const given = openGivenCertificate({
    certPath: file("cert.pem"),
    keyPath: file("key.pem"),
    nowMs,
    onFault: ({ message }) => faults.push(message),
  });
  expect(given.hosts()).toEqual(["trung-tam", "10.0.0.1"]);
  const [pin] = given.pins();
  writeFileSync(file("cert.pem"), other.material().cert);
  given.check(nowMs);
  given.check(nowMs);
  expect(faults).toEqual([expect.stringMatching(/the key .*key.pem is of another one/)]);
  expect(given.pins()).toEqual([pin]);
  write(other);
  given.check(nowMs);
  expect(given.material()).toMatchObject(other.material());
  expect(given.pins()).not.toEqual([pin]);
});

it.each([
  ["cert.pem", "not a certificate", /is not PEM/],
  ["key.pem", "not a key", /is not PEM/],
  ["cert.pem", undefined, /it is over since 20/],
])("refuses %s %j at the start", (name, text, fault) => {
  const { file, open } = install();
  const { key, cert } = open().material();
  writeFileSync(file("cert.pem"), cert);
  writeFileSync(file("key.pem"), key, { mode: 0o600 });
  if (text !== undefined) writeFileSync(file(name), text);
  const atMs = text === undefined ? nowMs + 400 * dayMs : nowMs;
  const options = {
    certPath: file("cert.pem"),
    keyPath: file("key.pem"),
    nowMs: atMs,
    onFault: () => undefined,
  };
  expect(() => openGivenCertificate(options)).toThrow(fault);
});
