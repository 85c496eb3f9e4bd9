import { once } from "node:events";
import { createServer } from "node:http";
import { HaidangError } from "@haidang/contract/error.ts";

/** Where proofs of life are taken: an address, a port, and a path only the control plane knows. */
export interface ProofPlace {
  host: string;
  port: number;
  path: string;
}

/** `0.0.0.0:8710/some-long-word`; undefined when it is not so written, or the path could be guessed. */
export function readProofPlace(text: string): ProofPlace | undefined {
  const [, host = "", port = "", path = ""] =
    /^(\[[0-9a-f:]+\]|[^\s:/]+):(\d{1,5})(\/[\w/-]{16,200})$/.exec(text) ?? [];
  if (path === "" || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port), path };
}

/** Takes proofs until it is closed; all else is 404. Throws `usage` when it cannot listen there. */
export async function hearProofs(
  { host, port, path }: ProofPlace,
  heard: () => void,
): Promise<{ port: number; close: () => void }> {
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: 5000 }, (request, response) => {
    const isProof = request.url === path;
    if (isProof) heard();
    response.writeHead(isProof ? 204 : 404, { connection: "close" }).end();
    request.resume();
  });
  server.maxConnections = 20;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HaidangError("usage", `proofs cannot be taken at ${host}:${port}: ${why}`, {
      hint: "name an address of this machine and a free port with --proof",
    });
  }
  const address = server.address();
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: typeof address === "object" && address !== null ? address.port : port, close };
}
