import { createServer as createHttp, type RequestListener, type Server } from "node:http";
import { createServer as createHttps, type Server as TlsServer } from "node:https";
import { BlockList, isIPv6, type Socket } from "node:net";
import { leastTlsVersion, type ServerCertificate } from "../tls/certificate.ts";

/** How long slow callers are waited for, ms. */
export interface Patience {
  /** From the connection, or the request before, to the last header. */
  headersMs: number;
  /** To the last byte of the body. */
  requestMs: number;
  /** While an answer is waiting to be read. */
  idleMs: number;
  /** How often it is looked. */
  checkMs: number;
}

const usualPatience: Patience = { headersMs: 15_000, requestMs: 30_000, idleMs: 120_000, checkMs: 5_000 };
const keepAliveMs = 75_000;
/** Beyond that connections are refused by closing them: the machine's own limit would refuse the disk's files too. */
const mostConnections = 10_000;

/** A server of HTTP/1.1, over TLS where there is a certificate; another certificate is shown from the next handshake on. */
export function listener(
  handler: RequestListener,
  certificate: ServerCertificate | undefined,
  patience: Patience = usualPatience,
): Server {
  const options = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.checkMs,
    keepAliveTimeout: keepAliveMs,
    // Node's default reads bare line feeds and the like strictly; this says that nobody switches it off
    insecureHTTPParser: false,
  };
  const server =
    certificate === undefined ? createHttp(options, handler) : secured(options, handler, certificate);
  // an answer that takes long to work out is no fault of the caller's: only one that is not read is
  server.setTimeout(patience.idleMs, (socket: Socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
  server.maxConnections = mostConnections;
  return server;
}

function secured(
  options: Parameters<typeof createHttp>[0] & object,
  handler: RequestListener,
  certificate: ServerCertificate,
): TlsServer {
  const protocol = { minVersion: leastTlsVersion } as const;
  const server = createHttps({ ...options, ...protocol, ...certificate.material() }, handler);
  certificate.onChange(() => server.setSecureContext({ ...protocol, ...certificate.material() }));
  return server;
}

/** Whether an address is one of the proxies. */
export function proxyTest(proxies: readonly string[]): (address: string) => boolean {
  const known = new BlockList();
  for (const address of proxies) known.addAddress(address, isIPv6(address) ? "ipv6" : "ipv4");
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
    return plain !== "" && known.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
  };
}
