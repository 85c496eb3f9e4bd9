import { isIP } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { networkFault } from "../network-fault.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { type Connection, elapsedMs, openConnection } from "../tcp/connection.ts";
import { faultOf } from "../tcp/tcp-probe.ts";

type TlsCheck = CheckOf<"tls">;
type Said = Pick<CheckResult, "outcome" | "reason" | "detail">;

/** What one handshake showed. */
export interface Handshake {
  handshakeMs: number;
  daysLeft?: number;
  /** `ok`, or OpenSSL's name of what is wrong with the chain or the name. */
  chain: string;
  protocol?: string;
}

const dayMs = 86_400_000;

/**
 * One TLS handshake: how long the server's certificate still holds and whether it is to be trusted. A handshake that
 * comes about is ok whatever the certificate, which is for the control plane to judge.
 */
export function tlsProbe(check: TlsCheck): BoundProbe {
  return {
    async run(context) {
      const startedAt = performance.now();
      const { said, fields } = await shake(check, context);
      const { target } = check;
      const { agent, slotMs: timeMs } = context;
      const durationMs = Math.round(performance.now() - startedAt);
      const tags = { agent, kind: target.kind, id: target.id };
      return {
        result: { probe: "tls", target, timeMs, ...said, durationMs },
        points: fields === undefined ? [] : [measure("tls", tags, fields, timeMs)],
      };
    },
    close() {},
  };
}

async function shake(
  { settings }: TlsCheck,
  { signal, slotMs }: RunContext,
): Promise<{ said: Said; fields?: Partial<Handshake> & Pick<Connection, "connectMs"> }> {
  const resolved = await resolveAddress(settings.address, signal);
  if ("fault" in resolved) {
    return { said: { outcome: "failed", reason: "dns_failure", detail: resolved.fault } };
  }
  const connection = await openConnection({ ip: resolved.ip, port: settings.port }, signal);
  if (connection instanceof Error) return { said: faultOf(connection) };
  const { connectMs } = connection;
  const name = settings.serverName ?? settings.address;
  const handshake = await handshakeOver(connection, { name, signal, nowMs: slotMs });
  if (handshake instanceof Error) return { said: handshakeFault(handshake), fields: { connectMs } };
  return { said: { outcome: "ok" }, fields: { connectMs, ...handshake } };
}

/**
 * Old protocols and ciphers are taken too: nothing secret is sent, and which protocol a device still speaks is what
 * is to be found out. Never rejects.
 */
function handshakeOver(
  { socket: plain }: Connection,
  { name, signal, nowMs }: { name: string; signal: AbortSignal; nowMs: number },
): Promise<Handshake | NodeJS.ErrnoException> {
  const { promise, resolve } = Promise.withResolvers<Handshake | NodeJS.ErrnoException>();
  const startedAt = performance.now();
  const socket = connectTls({
    socket: plain,
    // the certificate is held against this name; a server name on the wire cannot be an address (RFC 6066 3)
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    rejectUnauthorized: false,
    minVersion: "TLSv1",
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  const end = (outcome: Handshake | NodeJS.ErrnoException): void => {
    signal.removeEventListener("abort", give);
    resolve(outcome);
    socket.destroy();
    plain.destroy();
  };
  const give = (): void =>
    end(Object.assign(new Error("the handshake took too long"), { name: "AbortError" }));
  socket.once("secureConnect", () => end(readHandshake(socket, elapsedMs(startedAt), nowMs)));
  socket.on("error", end);
  // without a word from the server there is no error either
  socket.once("close", () =>
    end(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" })),
  );
  signal.addEventListener("abort", give, { once: true });
  if (signal.aborted) give();
  return promise;
}

function readHandshake(socket: TLSSocket, handshakeMs: number, nowMs: number): Handshake {
  const certificate = socket.getPeerX509Certificate();
  const untilMs = certificate === undefined ? Number.NaN : Date.parse(certificate.validTo);
  const protocol = socket.getProtocol();
  // Node's types say Error, its code puts the name of the fault there
  const fault: unknown = socket.authorizationError;
  return {
    handshakeMs,
    ...(Number.isFinite(untilMs) ? { daysLeft: Math.round((1000 * (untilMs - nowMs)) / dayMs) / 1000 } : {}),
    chain: socket.authorized ? "ok" : deviceText(fault instanceof Error ? fault.message : String(fault)),
    ...(protocol === null ? {} : { protocol }),
  };
}

function handshakeFault(error: NodeJS.ErrnoException): Said {
  const known = networkFault(error);
  if (known?.reason === "timeout" || known?.outcome === "cannot") return known;
  return { outcome: "failed", reason: "tls_failure", detail: deviceText(error.code ?? error.message) };
}
