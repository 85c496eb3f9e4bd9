import { createSocket } from "node:dgram";
import { once } from "node:events";
import { encodeRequest } from "../../agent/src/probe/stamp/packet.ts";
import { startReflector } from "../../agent/src/probe/stamp/reflector.ts";
import { watchStamp } from "../../agent/src/probe/stamp/watch-stamp.ts";

/**
 * One end of a link as a process of its own: `reflect` and `send`, for a network namespace each, or `flood`, which
 * sends 50,000 packets a second for two seconds. Arguments: role, address, port, key.
 */
const [role = "", address = "", portText = "", key = ""] = process.argv.slice(2);
const port = Number(portText);

async function reflect(): Promise<void> {
  const reflector = await startReflector({ host: address, port, peers: ["10.0.0.0/8"], key });
  process.stdout.write("ready\n");
  process.on("SIGTERM", () => void reflector.close().then(() => process.exit(0)));
}

async function send(): Promise<void> {
  const probe = await watchStamp({
    agent: "a1",
    now: Date.now,
    emit: ({ measurements }) => process.stdout.write(`${JSON.stringify(measurements)}\n`),
  });
  const settings = { address, port, key, ssid: 7, packetsPerS: 50 };
  const schedule = { intervalMs: 2000, retryIntervalMs: 2000, timeoutMs: 1000 };
  probe.watch([
    { id: "stamp:link/l", probe: "stamp", target: { kind: "link", id: "l" }, ...schedule, settings },
  ]);
  process.on("SIGTERM", () => void probe.close().then(() => process.exit(0)));
}

async function flood(): Promise<void> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  let answered = 0;
  socket.on("message", () => {
    answered += 1;
  });
  const packet = encodeRequest({ sequence: 0, sent: 1n, ssid: 0 }, { synchronised: true, errorMs: 1 }, key);
  const perMs = 50;
  const most = 2000 * perMs;
  const startedAt = performance.now();
  for (let sent = 0; sent < most; ) {
    const due = Math.min(most, (performance.now() - startedAt) * perMs);
    for (; sent < due; sent += 1) socket.send(packet, port, address);
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.stdout.write(`${answered} answered in ${performance.now() - startedAt} ms\n`, () =>
    process.exit(0),
  );
}

const roles = new Map([
  ["reflect", reflect],
  ["send", send],
  ["flood", flood],
]);
await roles.get(role)?.();
