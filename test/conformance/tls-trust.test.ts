import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SecureVersion } from "node:tls";
import { connectCentre } from "@haidang/agent/ship/centre.ts";
import { pinOf } from "@haidang/contract/pin-of.ts";
import { listener } from "@haidang/control-plane/api/listener.ts";
import { makeCertificate } from "@haidang/control-plane/tls/make-certificate.ts";
import { openOwnCertificate } from "@haidang/control-plane/tls/own-certificate.ts";
import { afterEach, describe, expect, it } from "vitest";
import { scriptedVault } from "../../control-plane/scripted/vault.ts";

/** S5, S5b: whom an agent believes to be its control plane, with real certificates and sockets. */

const dayMs = 86_400_000;
const nowMs = Date.now();
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

function newAuthority(name = "authority") {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const plan = { name, publicKey: keys.publicKey, hosts: [], isAuthority: true };
  const cert = makeCertificate(
    { ...plan, fromMs: nowMs - 10 * dayMs, toMs: nowMs + 10 * dayMs },
    { name, key: keys.privateKey },
  );
  return { name, key: keys.privateKey, cert, pin: pinOf(new X509Certificate(cert)) };
}
type Authority = ReturnType<typeof newAuthority>;

interface Shown {
  hosts?: string[];
  fromMs?: number;
  toMs?: number;
  maxVersion?: SecureVersion;
  /** Shown below the certificate. */
  chain?: string;
  signedBy?: "itself";
}

/** What it was sent before TLS was done, and requests it saw. */
interface Seen {
  url: string;
  requests: string[];
  pin: string;
}

async function serve(authority: Authority, shown: Shown): Promise<Seen> {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { hosts = ["127.0.0.1"], fromMs = nowMs - dayMs, toMs = nowMs + dayMs, maxVersion } = shown;
  const plan = { name: "leaf", publicKey: keys.publicKey, hosts, isAuthority: false, fromMs, toMs };
  const issuer = shown.signedBy === "itself" ? { name: "leaf", key: keys.privateKey } : authority;
  const leaf = makeCertificate(plan, issuer);
  const requests: string[] = [];
  const server = createServer(
    {
      key: keys.privateKey.export({ type: "pkcs8", format: "pem" }),
      cert: leaf + (shown.chain ?? authority.cert),
      ...(maxVersion === undefined
        ? {}
        : { minVersion: "TLSv1" as const, maxVersion, ciphers: "DEFAULT@SECLEVEL=0" }),
    },
    (request, response) => {
      requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.end("{}");
    },
  );
  server.on("tlsClientError", () => undefined);
  return { url: `https://127.0.0.1:${await begin(server)}`, requests, pin: pinOf(new X509Certificate(leaf)) };
}

async function begin(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function ask(url: string, pins: readonly string[]): Promise<string> {
  const centre = connectCentre(url, undefined, pins);
  cleanUp.push(() => centre.close());
  centre.useToken("b1-m4t");
  try {
    const { status } = await centre.request({ method: "GET", path: "/x", timeoutMs: 5_000 });
    return String(status);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("an agent", () => {
  const authority = newAuthority();
  const other = newAuthority();

  it.each<[string, Shown, readonly string[], RegExp]>([
    ["another name", { hosts: ["10.0.0.1", "trung-tam.vn"] }, [authority.pin], /for another name/],
    ["one that is over", { fromMs: nowMs - 2 * dayMs, toMs: nowMs - 1000 }, [authority.pin], /is over/],
    ["one not valid yet", { fromMs: nowMs + dayMs / 2 }, [authority.pin], /not valid yet/],
    ["one signed by itself", { signedBy: "itself", chain: "" }, [authority.pin], /shows another key/],
    ["one of another authority", {}, [other.pin], /shows another key/],
    // whoever stands between may show the right authority's certificate too: it proves nothing
    [
      "the right authority above a wrong one",
      { signedBy: "itself" },
      [authority.pin],
      /does not trust|vouches|signature/,
    ],
    ["one nobody vouches for, and no pin", {}, [], /does not trust|vouches/],
    ["only TLS 1.1", { maxVersion: "TLSv1.1" }, [authority.pin], /no longer safe/],
  ])("says nothing to a server that shows %s", async (_, shown, pins, why) => {
    const server = await serve(authority, shown);
    expect(await ask(server.url, pins)).toMatch(why);
    expect(server.requests).toEqual([]);
  });

  it("says nothing to a server without TLS where it was told of one", async () => {
    const heard: Buffer[] = [];
    const server = createTcp((socket) => {
      socket.on("data", (bytes) => heard.push(bytes)).on("error", () => undefined);
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    });
    const url = `https://127.0.0.1:${await begin(server)}`;
    expect(await ask(url, [authority.pin])).toMatch(/does not speak TLS/);
    expect(Buffer.concat(heard).includes("b1-m4t")).toBe(false);
  });

  it("speaks to the authority it was told of, to the very certificate, and again after it was renewed", async () => {
    const server = await serve(authority, {});
    expect(await ask(server.url, [other.pin, authority.pin])).toBe("200");
    expect(await ask(server.url, [server.pin])).toBe("200");
    expect(await ask((await serve(authority, {})).url, [authority.pin])).toBe("200");
    expect(server.requests).toEqual(["GET /x Bearer b1-m4t", "GET /x Bearer b1-m4t"]);
  });

  it("does not believe a pinned certificate that vouches for another without being an authority", async () => {
    const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const plan = { name: "leaf", publicKey: keys.publicKey, hosts: ["127.0.0.1"], isAuthority: false };
    const cert = makeCertificate({ ...plan, fromMs: nowMs - dayMs, toMs: nowMs + dayMs }, authority);
    const pretended = { name: "leaf", key: keys.privateKey, cert, pin: pinOf(new X509Certificate(cert)) };
    const server = await serve(pretended, {});
    expect(await ask(server.url, [pretended.pin])).not.toBe("200");
    expect(server.requests).toEqual([]);
  });
});

describe("a change of key", () => {
  function own() {
    const folder = mkdtempSync(join(tmpdir(), "haidang-tls-"));
    const file = (name: string) => join(folder, name);
    return openOwnCertificate({ file, vault: scriptedVault(), hosts: ["127.0.0.1"], nowMs });
  }

  async function start() {
    const certificate = own();
    const server = listener((_request, response) => response.end("{}"), certificate);
    const url = `https://127.0.0.1:${await begin(server)}`;
    const centre = connectCentre(url, undefined, certificate.pins());
    cleanUp.push(() => centre.close());
    const get = () => centre.request({ method: "GET", path: "/", timeoutMs: 5_000 });
    return { certificate, server, centre, get };
  }

  it("loses nobody who was told of it before", async () => {
    const { certificate, server, centre, get } = await start();
    expect((await get()).status).toBe(200);
    certificate.announce(nowMs);
    centre.trust(certificate.pins());
    expect((await get()).status).toBe(200);
    certificate.useNext(nowMs);
    server.closeAllConnections();
    expect((await get()).status).toBe(200);
    centre.trust(certificate.pins());
    expect((await get()).status).toBe(200);
  });

  it("is told plainly to whoever was not, and never believed on first use again", async () => {
    const { certificate, server, get } = await start();
    expect((await get()).status).toBe(200);
    certificate.announce(nowMs);
    certificate.useNext(nowMs);
    server.closeAllConnections();
    for (let round = 0; round < 3; round += 1) {
      await expect(get()).rejects.toMatchObject({
        code: "unreachable",
        message: expect.stringMatching(/shows another key than the one this machine trusts/),
        hint: expect.stringMatching(/enrol with a new invitation/),
      });
    }
  });
});
