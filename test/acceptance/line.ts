import { connect, createServer } from "node:net";

/** Run as a program: passes connections on, `line.ts <address> <port> <far address> <far port>`; gives up soon when nobody is there. */
const [address = "", port = "", farAddress = "", farPort = ""] = process.argv.slice(2);
const giveUpMs = 1000;

createServer((near) => {
  const far = connect(Number(farPort), farAddress);
  const late = setTimeout(() => far.destroy(), giveUpMs);
  far.once("connect", () => clearTimeout(late));
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ] as const) {
    socket.on("error", () => other.destroy());
    socket.on("close", () => other.destroy());
  }
  near.pipe(far).pipe(near);
}).listen(Number(port), address, () => process.stdout.write("listening\n"));
