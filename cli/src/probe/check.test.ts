import { describe, expect, test } from "vitest";
import { type ProbeWords, probeCheck } from "./check.ts";

const words = (more: Partial<ProbeWords> & { probe: string }): ProbeWords => ({
  target: "10.20.30.1",
  type: "A",
  transport: "udp",
  via: "direct",
  ups: "ups",
  timeout: "5s",
  ...more,
});

describe("probeCheck", () => {
  test.each<[Partial<ProbeWords> & { probe: string }, object]>([
    [{ probe: "snmp" }, { port: 161, version: "2c", community: "public" }],
    [
      { probe: "snmp", "v3-user": "giam-sat", "v3-auth-key": "mot-bi-mat" },
      { version: "3", user: "giam-sat", auth: { protocol: "sha256", key: "mot-bi-mat" } },
    ],
    [
      { probe: "dns", name: "www.example.vn", type: "MX", expect: ["10 mail.example.vn"] },
      { port: 53, name: "www.example.vn", type: "MX", expect: ["10 mail.example.vn"] },
    ],
    [{ probe: "tcp", port: 22 }, { port: 22 }],
    [
      { probe: "tls", "server-name": "dvc.example.vn" },
      { port: 443, serverName: "dvc.example.vn" },
    ],
    [
      { probe: "stamp", key: "mot-bi-mat-dai-lam" },
      { port: 862, key: "mot-bi-mat-dai-lam" },
    ],
    [{ probe: "stamp", port: 8620 }, { port: 8620 }],
    [{ probe: "sip" }, { port: 5060, transport: "udp", via: "direct" }],
    [
      { probe: "sip", transport: "tls" },
      { port: 5061, transport: "tls" },
    ],
    [
      { probe: "sip", port: 5070, via: "registrar", uri: "sip:room@10.20.30.1" },
      { port: 5070, via: "registrar", uri: "sip:room@10.20.30.1" },
    ],
    [{ probe: "h323", gatekeeper: "10.1.1.6" }, { gatekeeper: "10.1.1.6" }],
    [
      {
        probe: "video-api",
        kind: "cisco",
        user: "giam-sat",
        password: "mot:mat khau",
        fingerprint: `SHA256 Fingerprint=${"AB:".repeat(31)}AB`,
      },
      { kind: "cisco", port: 443, user: "giam-sat", password: "mot:mat khau", fingerprint: "ab".repeat(32) },
    ],
    [
      { probe: "nut", ups: "tang-2" },
      { ups: "tang-2", port: 3493 },
    ],
  ])("%j", (given, settings) => {
    expect(probeCheck(words(given), "en")).toMatchObject({
      probe: given.probe,
      settings: { address: "10.20.30.1", ...settings },
    });
  });

  test.each<[Partial<ProbeWords> & { probe: string }, string]>([
    [{ probe: "dns" }, "the probe dns needs a name to ask for"],
    [{ probe: "dns", name: "a b" }, '"a b" cannot be probed: a domain name is written like www.example.vn'],
    [{ probe: "tcp" }, "the probe tcp needs a port"],
    [{ probe: "sip", via: "registrar" }, "a registrar is asked for a URI, and none was given"],
    [{ probe: "sip", uri: "room" }, '"room" cannot be probed: a SIP URI is written like sip:room@10.1.1.5'],
    [{ probe: "h323", gatekeeper: "-f" }, '"-f" cannot be probed: an address is'],
    [
      { probe: "video-api", kind: "poly" },
      "the probe video-api needs a kind of device, a user and a password",
    ],
    [
      { probe: "video-api", kind: "poly", user: "a:b", password: "x" },
      '"a:b" cannot be probed: a user has 1 to 64 characters and no colon',
    ],
    [
      { probe: "video-api", kind: "poly", user: "a", password: "x".repeat(129) },
      '"HAIDANG_VIDEO_PASSWORD" cannot be probed',
    ],
    [{ probe: "nut", ups: "a b" }, '"a b" cannot be probed: the name of a UPS has'],
    [{ probe: "stamp", target: "" }, "the probe stamp needs a target"],
    [{ probe: "stamp", key: "secret" }, '"--key" cannot be probed: a key has at least 16 characters'],
  ])("%j is refused in words, a key never repeated", (given, message) => {
    expect(() => probeCheck(words(given), "en")).toThrow(message);
  });
});
