import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** Self-signed for nobody in particular, as endpoints do; only tests know it. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLlN0SShexzpP1bhH
c7AsrzR4BU/DbsGcUh/bvj5dDhuhRANCAAQqqSOJCSRcALyx+kOZEWxjdrP/7YR4
lj2SABW9vBRI5Yl2fbx01DgJB3efK2E9plkxhT5oJ3s+r90RlxzgXIy4
-----END PRIVATE KEY-----
`;
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUQKI5FjoW5vgFvU77w3NfPAueevcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE1MDUyM1oYDzIxMjYxMDMw
MTUwNTIzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQqqSOJCSRcALyx+kOZEWxjdrP/7YR4lj2SABW9vBRI5Yl2fbx01DgJ
B3efK2E9plkxhT5oJ3s+r90RlxzgXIy4o28wbTAdBgNVHQ4EFgQUM1hFaP++gBDW
yBzoS/pGWFOQS9AwHwYDVR0jBBgwFoAUM1hFaP++gBDWyBzoS/pGWFOQS9AwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgN2bCuOmFvwpbwQK0dULOdA+gzNJNdBMpzwKoD6iNYxACIQC/
lLQfXVoqP2AolAzMiJCW4J5BQUidH87+qMhkHpGlMQ==
-----END CERTIFICATE-----
`;

/** What the device was asked, and what it may do with it instead of what it usually does. */
export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}
export type Prank = (asked: Asked, response: ServerResponse, socket: Socket) => boolean | undefined;

/** A device on loopback: how many sessions it gave, and how many it still holds, as its few slots do. */
export interface ScriptedDevice {
  port: number;
  asked: Asked[];
  begun: number;
  open: Set<string>;
  /** The most that were open at once. */
  most: number;
  connections: number;
  prank: Prank | undefined;
  close(): void;
}

export interface Session {
  /** Whether the request carries a session that is open. */
  isIn(asked: Asked): boolean;
  begin(): string;
  end(asked: Asked): boolean;
}

type Answer = (asked: Asked, response: ServerResponse, session: Session) => void;

export async function startScriptedDevice(answer: Answer): Promise<ScriptedDevice> {
  const sockets = new Set<Socket>();
  const server = createServer({ key, cert: certificate });
  const device: ScriptedDevice = {
    port: 0,
    asked: [],
    begun: 0,
    open: new Set(),
    most: 0,
    connections: 0,
    prank: undefined,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  const idOf = ({ headers }: Asked) =>
    /(?:SessionId|session_id)=([\w-]+)/.exec(headers.cookie ?? "")?.[1] ?? "";
  const session: Session = {
    isIn: (asked) => device.open.has(idOf(asked)),
    begin() {
      device.begun += 1;
      const id = `s-${device.begun}`;
      device.open.add(id);
      device.most = Math.max(device.most, device.open.size);
      return id;
    },
    end: (asked) => device.open.delete(idOf(asked)),
  };
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    device.connections += 1;
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked: Asked = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    device.asked.push(asked);
    if (device.prank?.(asked, response, request.socket) === true) return;
    answer(asked, response, session);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  if (typeof address === "object" && address !== null) device.port = address.port;
  return device;
}

export const secret = { user: "giám-sát", password: "mật:khẩu" };
const basic = `Basic ${Buffer.from(`${secret.user}:${secret.password}`).toString("base64")}`;

/** The XML API of the Cisco reference guides: `documents` by place; without sessions as TC7 was. */
export function ciscoAnswers(documents: Readonly<Record<string, string>>, hasSessions = true): Answer {
  return (asked, response, session) => {
    const isKnown = asked.headers.authorization === basic;
    if (asked.path.startsWith("/xmlapi/") && !hasSessions) {
      response.writeHead(302, { location: "/web/signin" }).end();
    } else if (asked.path === "/xmlapi/session/begin") {
      if (!isKnown) response.writeHead(401).end();
      else {
        const cookie = `SessionId=${session.begin()}; Path=/; HttpOnly; Secure`;
        response.writeHead(204, { "set-cookie": cookie }).end();
      }
    } else if (asked.path === "/xmlapi/session/end") {
      response.writeHead(session.end(asked) ? 204 : 401).end();
    } else if (!isKnown && !session.isIn(asked)) response.writeHead(401).end();
    else {
      const place = /^\/getxml\?location=\/Status\/(\w+)$/.exec(asked.path)?.[1] ?? "";
      const body = documents[place] ?? '<?xml version="1.0"?>\n<EmptyResult/>\n';
      response.writeHead(200, { "content-type": "text/xml" }).end(body);
    }
  };
}

/** The REST API of the Poly VideoOS reference guide: `documents` by path; sessions at their older place or the newer. */
export function polyAnswers(documents: Readonly<Record<string, unknown>>, isOlder = false): Answer {
  const place = isOlder ? "/rest/session" : "/rest/current/session";
  return ({ ...asked }, response, session) => {
    const say = (status: number, body: unknown, headers = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(body === undefined ? undefined : JSON.stringify(body));
    const given: Record<string, unknown> = asked.body === "" ? {} : JSON.parse(asked.body);
    if (asked.path !== place && asked.path.endsWith("/session")) say(404, { reason: "Not found" });
    else if (asked.path === place && asked.method === "POST" && given["action"] !== "Logout") {
      const isKnown = given["user"] === secret.user && given["password"] === secret.password;
      if (!isKnown) say(200, { success: false, reason: "SystemIncorrectCredentials" });
      else {
        const cookie = `session_id=${session.begin()}; Path=/; Secure; HttpOnly`;
        say(200, { success: true, session: { isNew: true } }, { "set-cookie": cookie });
      }
    } else if (asked.path === place) say(session.end(asked) ? 200 : 403, { success: true });
    else if (!session.isIn(asked)) say(403, { reason: "Forbidden" });
    else if (Object.hasOwn(documents, asked.path)) say(200, documents[asked.path]);
    else say(404, { reason: "Not found" });
  };
}
