import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:https";
import { createServer as createTlsServer } from "node:tls";
import { startScriptedServer } from "@haidang/agent/probe/dns/scripted-server.ts";
import { makeCertificate } from "@haidang/control-plane/tls/make-certificate.ts";

const lifeMs = 90 * 86_400_000;

/** Serves a page for each name at its address, and TLS at the port of mail; gives the authority that vouches for them, PEM. */
export async function playServices(names: ReadonlyMap<string, string>, nowMs: number): Promise<string> {
  const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [authority, leaf] = [pair(), pair()];
  const issuer = { name: "Demo authority", key: authority.privateKey };
  const period = { fromMs: nowMs - 86_400_000, toMs: nowMs + lifeMs };
  const root = makeCertificate(
    { name: issuer.name, publicKey: authority.publicKey, hosts: [], isAuthority: true, ...period },
    issuer,
  );
  const hosts = [...names.keys()];
  const cert = makeCertificate(
    { name: hosts[0] ?? "demo", publicKey: leaf.publicKey, hosts, isAuthority: false, ...period },
    issuer,
  );
  const key = String(leaf.privateKey.export({ type: "pkcs8", format: "pem" }));
  for (const [name, address] of names) {
    const page = createServer({ key, cert }, (_request, response) => response.end(`<h1>${name}</h1>\n`));
    page.listen(443, address);
    const mail = createTlsServer({ key, cert }, (socket) => {
      socket.on("error", () => socket.destroy());
      socket.end("* OK\r\n");
    });
    mail.listen(993, address);
    await Promise.all([once(page, "listening"), once(mail, "listening")]);
  }
  return root;
}

/** The name server of the province: knows the names of its services and no others. */
export async function playNameServer(names: ReadonlyMap<string, string>, address: string): Promise<void> {
  const nameError = 3;
  const aRecord = 1;
  await startScriptedServer(
    ({ name, type }) => {
      const found = names.get(name.toLowerCase());
      if (found === undefined) return { rcode: nameError };
      return { records: type === aRecord ? [{ type, data: Buffer.from(found.split(".").map(Number)) }] : [] };
    },
    { address, port: 53 },
  );
}
