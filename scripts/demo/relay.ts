import { once } from "node:events";
import { connect, createServer, type ListenOptions, type NetConnectOpts, type Server } from "node:net";

/** Passes connections on, bytes as they are: across a network namespace by a socket of the file system. */
export async function relay(from: ListenOptions, to: NetConnectOpts): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true });
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(from);
  await once(server, "listening");
  return server;
}
