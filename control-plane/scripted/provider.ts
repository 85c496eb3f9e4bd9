import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

const client = { id: "haidang", secret: "bí mật của máy khách" };

/** An OpenID provider on loopback that signs whoever comes in as `person`, and can be told to lie. */
export interface ScriptedProvider {
  issuer: string;
  client: typeof client;
  /** Claims of whoever signs in. */
  person: Record<string, unknown>;
  lies: {
    /** Claims of the ID token as they should not be. */
    claims?: Record<string, unknown>;
    /** `none`: unsigned; `stranger`: by a key that is not the provider's; `secret`: HS256 by the client's secret. */
    signed?: "none" | "stranger" | "secret";
    /** What it sends the browser back with instead. */
    back?: Record<string, string>;
    isAway?: boolean;
    /** Octets of an endless answer. */
    answers?: number;
  };
  /** Signs in as the browser that was sent there; the address it is sent back to. */
  visit(url: string): Promise<URL>;
  /** What was asked of the token endpoint, wrong ones too. */
  exchanges: number;
  close(): Promise<void>;
}

interface Grant {
  nonce: string;
  challenge: string;
  returnUrl: string;
}

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

export async function openScriptedProvider(): Promise<ScriptedProvider> {
  const grants = new Map<string, Grant>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: ScriptedProvider = {
    ...{ issuer, client, person: {}, lies: {}, exchanges: 0 },
    async visit(url) {
      const sent = await fetch(url, { redirect: "manual" });
      return new URL(sent.headers.get("location") ?? "");
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", issuer);
    if (provider.lies.isAway === true) return void response.writeHead(503).end();
    const json = (status: number, body: object) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (pathname === "/authorize") return authorize(searchParams, response);
    if (pathname === "/token") return exchange(request, json);
    if (pathname === "/keys") {
      const key = { ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" };
      return json(200, { keys: [key], padding: "x".repeat(provider.lies.answers ?? 0) });
    }
    json(200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      authorization_response_iss_parameter_supported: true,
    });
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const asked = (name: string) => query.get(name) ?? "";
    const code = randomUUID();
    grants.set(code, {
      ...{ nonce: asked("nonce"), challenge: asked("code_challenge"), returnUrl: asked("redirect_uri") },
    });
    const back = { code, state: asked("state"), iss: issuer, ...provider.lies.back };
    const location = `${asked("redirect_uri")}?${new URLSearchParams(back)}`;
    response.writeHead(asked("code_challenge_method") === "S256" ? 302 : 400, { location }).end();
  }

  async function exchange(
    request: IncomingMessage,
    json: (status: number, body: object) => void,
  ): Promise<void> {
    provider.exchanges += 1;
    const form = new URLSearchParams(await text(request));
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const pair = [client.id, client.secret].map((word) => new URLSearchParams({ word }).toString().slice(5));
    const isClient =
      request.headers.authorization === `Basic ${Buffer.from(pair.join(":")).toString("base64")}`;
    if (!isClient) return json(401, { error: "invalid_client" });
    if (
      grant === undefined ||
      challenge !== grant.challenge ||
      form.get("redirect_uri") !== grant.returnUrl
    ) {
      return json(400, { error: "invalid_grant" });
    }
    json(200, { access_token: randomUUID(), token_type: "Bearer", id_token: idToken(provider, grant) });
  }
  return provider;
}

function idToken({ issuer, person, lies }: ScriptedProvider, { nonce }: Grant): string {
  const nowS = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: client.id,
    iat: nowS,
    exp: nowS + 300,
    nonce,
    ...person,
    ...lies.claims,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const { signed } = lies;
  const alg = signed === "none" ? "none" : signed === "secret" ? "HS256" : "RS256";
  const head = `${part({ alg, kid: "one" })}.${part(claims)}`;
  if (signed === "none") return `${head}.`;
  if (signed === "secret") {
    return `${head}.${createHash("sha256").update(client.secret).update(head).digest("base64url")}`;
  }
  const key: KeyObject = signed === "stranger" ? stranger : privateKey;
  return `${head}.${sign("sha256", Buffer.from(head), key).toString("base64url")}`;
}
