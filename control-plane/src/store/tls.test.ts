import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { createServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { StoreAddress } from "../config/store-address.ts";
import { makeCertificate } from "../tls/make-certificate.ts";
import { openSeriesStore } from "./open.ts";

/** S5: a series store over TLS is spoken to only when its certificate is believed; no setting turns that off. */

const nowMs = Date.now();
const dayMs = 86_400_000;
const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
function newAuthority(name: string) {
  const { publicKey, privateKey } = pair();
  const dates = { fromMs: nowMs - dayMs, toMs: nowMs + 30 * dayMs };
  const issuer = { name, key: privateKey };
  return {
    issuer,
    pem: makeCertificate({ name, publicKey, hosts: [], isAuthority: true, ...dates }, issuer),
  };
}
const trusted = newAuthority("tin cậy");
const stranger = newAuthority("lạ");

interface Shown {
  hosts?: readonly string[];
  fromMs?: number;
  toMs?: number;
  by?: "stranger" | "itself";
  tls?: ServerOptions;
}
let servers: Server[] = [];
const before = getCACertificates("default");

beforeAll(() => setDefaultCACertificates([trusted.pem]));
afterAll(() => setDefaultCACertificates(before));
afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  servers = [];
});

async function begin(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return (server.address() as AddressInfo).port;
}

/** A server of series that answers nothing right, and what it was asked. */
async function serve({ hosts = ["127.0.0.1"], fromMs, toMs, by, tls = {} }: Shown) {
  const { publicKey, privateKey } = pair();
  const issuer =
    by === "itself" ? { name: "kho", key: privateKey } : (by === "stranger" ? stranger : trusted).issuer;
  const dates = { fromMs: fromMs ?? nowMs - dayMs, toMs: toMs ?? nowMs + dayMs };
  const cert = makeCertificate({ name: "kho", publicKey, hosts, isAuthority: false, ...dates }, issuer);
  const asked: string[] = [];
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const server = createServer({ key, cert, ...tls }, (request, response) => {
    asked.push(String(request.headers.authorization));
    response.writeHead(404, { connection: "close" }).end();
  });
  return { url: `https://127.0.0.1:${await begin(server)}`, asked };
}

const engines = {
  influxdb1: (url: string): StoreAddress => ({ engine: "influxdb1", url, database: "haidang" }),
  influxdb2: (url: string): StoreAddress => ({ engine: "influxdb2", url, org: "o", bucket: "b" }),
  victoriametrics: (url: string): StoreAddress => ({ engine: "victoriametrics", url, selectUrl: undefined }),
};
type Engine = keyof typeof engines;

async function open(engine: Engine, url: string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "haidang-store-tls-"));
  const credentials = {
    username: "u",
    password: "m4t-kh4u",
    token: engine === "influxdb2" ? "m4t" : undefined,
  };
  return openSeriesStore(
    { ...engines[engine](url), ...credentials },
    { file: (name) => join(folder, name) },
  ).then(
    () => expect.fail("it was opened"),
    (error: unknown) => error,
  );
}

const wrong: ReadonlyArray<[string, Shown]> = [
  ["another name", { hosts: ["kho.example.vn", "10.0.0.1"] }],
  ["one that is over", { fromMs: nowMs - 2 * dayMs, toMs: nowMs - 1000 }],
  ["one not valid yet", { fromMs: nowMs + dayMs / 2 }],
  ["one signed by itself", { by: "itself" }],
  ["one of an authority nobody told of", { by: "stranger" }],
  ["only TLS 1.1", { tls: { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } }],
];

it.each(Object.keys(engines) as Engine[])(
  "%s: a certificate that is not believed gets no request",
  async (engine) => {
    for (const [what, shown] of wrong) {
      const { url, asked } = await serve(shown);
      expect([what, await open(engine, url)]).toEqual([
        what,
        expect.objectContaining({ code: "store_unavailable" }),
      ]);
      expect([what, asked]).toEqual([what, []]);
    }
    // stripped to plain HTTP: not a word of the credentials
    const heard: Buffer[] = [];
    const plain = createTcp((socket) => {
      socket.on("data", (bytes) => heard.push(bytes)).on("error", () => undefined);
      socket.end("HTTP/1.1 204 No Content\r\nx-influxdb-version: 1.8.10\r\n\r\n");
    });
    const url = `https://127.0.0.1:${await begin(plain)}`;
    expect(await open(engine, url)).toMatchObject({ code: "store_unavailable" });
    expect(Buffer.concat(heard).toString("latin1")).not.toMatch(/m4t|Basic|Token/);
    // and the same server with a certificate that is believed is asked
    const right = await serve({});
    expect(await open(engine, right.url)).toMatchObject({ code: "store_unavailable" });
    expect(right.asked.length).toBeGreaterThan(0);
  },
);
