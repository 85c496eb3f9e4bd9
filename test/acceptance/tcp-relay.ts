import { connect, createServer, type Socket } from "node:net";

/**
 * A bad line between an agent and the control plane, as a process: `tcp-relay.ts <port> <far port>`. It is clean until
 * SIGUSR2. From then on every connection has a fate, in turn; each time one is fulfilled its name is written to
 * standard output.
 */
const fates = [
  "slow",
  "reset",
  "double",
  "slow",
  "cut",
  "slow",
  "swallow",
  "slow",
  "reset",
  "double",
  "cut",
  "slow",
] as const;
type Fate = (typeof fates)[number];

const delayMs = 2_000;
/** Bytes of a request that pass before a reset: beyond most headers, within most batches. */
const bytesBeforeReset = 700;
const answersPerConnection = 2;

const [port = 0, farPort = 0] = process.argv.slice(2).map(Number);
let bad = false;
let turn = 0;
process.on("SIGUSR2", () => {
  bad = true;
});

const done = (fate: Fate): void => void process.stdout.write(`${fate}\n`);

createServer((near) => {
  near.on("error", () => undefined);
  const fate = fates[turn % fates.length] ?? "slow";
  if (!bad) return pass(near, 0);
  turn += 1;
  if (fate === "swallow") {
    near.resume();
    return done(fate);
  }
  if (fate === "reset") return reset(near);
  if (fate === "slow") {
    done(fate);
    return pass(near, delayMs);
  }
  return fate === "cut" ? cut(near) : double(near);
}).listen(port, "127.0.0.1", () => process.stdout.write("listening\n"));

function reach(near: Socket): Socket {
  const far = connect(farPort, "127.0.0.1");
  far.on("error", () => near.destroy());
  far.on("close", () => near.end());
  near.on("close", () => far.destroy());
  return far;
}

/** Everything goes through, each piece late; after a few answers the connection ends, so that others get their turn. */
function pass(near: Socket, lateMs: number): void {
  const far = reach(near);
  let answers = 0;
  near.on("data", (chunk) => setTimeout(() => far.write(chunk), lateMs));
  far.on("data", (chunk) => {
    near.write(chunk);
    answers += 1;
    if (bad && answers >= answersPerConnection) near.end();
  });
}

/** The request goes on its way and breaks off in the middle. */
function reset(near: Socket): void {
  const far = reach(near);
  let passed = 0;
  near.on("data", (chunk) => {
    far.write(chunk.subarray(0, Math.max(0, bytesBeforeReset - passed)));
    passed += chunk.length;
    if (passed < bytesBeforeReset) return;
    done("reset");
    far.resetAndDestroy();
    near.resetAndDestroy();
  });
}

/** The request arrives whole, and half of its answer comes back. */
function cut(near: Socket): void {
  const far = reach(near);
  near.on("data", (chunk) => far.write(chunk));
  far.once("data", (chunk) => {
    done("cut");
    near.write(chunk.subarray(0, chunk.length / 2), () => near.resetAndDestroy());
  });
}

/** All of the first request is sent again over another connection, as a network in trouble may. */
function double(near: Socket): void {
  const sent: Buffer[] = [];
  const far = reach(near);
  near.on("data", (chunk) => {
    sent.push(chunk);
    far.write(chunk);
  });
  far.on("data", (chunk) => near.write(chunk));
  far.once("data", () => {
    done("double");
    const again = connect(farPort, "127.0.0.1", () => again.write(Buffer.concat(sent)));
    again.on("error", () => undefined);
    again.once("data", () => again.destroy());
    near.end();
  });
}
