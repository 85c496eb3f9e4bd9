import { createSocket } from "node:dgram";
import { once } from "node:events";
import snmp from "net-snmp";
import { describe, expect, onTestFinished, test } from "vitest";
import { openSnmpSession } from "./session.ts";
import { isAtLevel } from "./usm.ts";

const sysUpTime = [0x2b, 6, 1, 2, 1, 1, 3, 0];
const unknownEngineIds = [0x2b, 6, 1, 6, 3, 15, 1, 1, 4, 0];
const report = 0xa8;
const response = 0xa2;

/** BER, contents below 128 bytes. */
const element = (tag: number, ...content: ReadonlyArray<Uint8Array | readonly number[]>) => {
  const bytes = content.flatMap((part) => [...part]);
  return Uint8Array.from([tag, bytes.length, ...bytes]);
};
const int = (value: number) => element(2, [value]);
const octets = (text: string) => element(4, Buffer.from(text));

/** A version 3 message in the clear, unless the flags lie. */
function message(
  pdu: number,
  {
    flags = 0,
    id = [2, 1, 1],
    boots = 1,
    oid = unknownEngineIds,
  }: { flags?: number; id?: readonly number[]; boots?: number; oid?: readonly number[] } = {},
): Buffer {
  const header = element(0x30, id, element(2, [0x10, 0x00]), element(4, [flags]), int(3));
  const security = element(
    0x30,
    octets("engine"),
    int(boots),
    int(boots),
    octets(""),
    octets(""),
    octets(""),
  );
  const varbinds = element(0x30, element(0x30, element(6, oid), element(0x43, [42])));
  const scoped = element(0x30, octets("engine"), octets(""), element(pdu, int(1), int(0), int(0), varbinds));
  return Buffer.from(element(0x30, int(3), header, element(4, security), scoped));
}

const { noAuthNoPriv, authNoPriv, authPriv } = snmp.SecurityLevel;

describe("isAtLevel", () => {
  test.each([
    [response, 0, noAuthNoPriv, true],
    [response, 0, authNoPriv, false],
    [response, 0, authPriv, false],
    [response, 1, authNoPriv, true],
    [response, 1, authPriv, false],
    [response, 2, authPriv, false],
    [response, 3, authPriv, true],
    [report, 0, authPriv, true],
    [report, 1, authPriv, true],
    [report, 4, authPriv, true],
  ])("PDU %i with flags %i at level %i: %s", (pdu, flags, level, taken) => {
    expect(isAtLevel(message(pdu, { flags }), level)).toBe(taken);
  });

  test("a truncated message is never taken for more than it is", () => {
    const whole = message(response);
    for (let length = 0; length < whole.length; length += 1) {
      expect(isAtLevel(whole.subarray(0, length), authPriv)).not.toBe(true);
    }
  });
});

/** A device that answers each request with what is told; of a request only the message id is read. */
async function device(answer: (id: readonly number[], count: number) => Buffer) {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  let count = 0;
  socket.on("message", (request, peer) => {
    const idAt = request.indexOf(Buffer.from([2, 1, 3])) + 5;
    const id = [...request.subarray(idAt, idAt + 2 + (request[idAt + 1] ?? 0))];
    count += 1;
    socket.send(answer(id, count), peer.port, peer.address);
  });
  const session = openSnmpSession({
    version: "3",
    user: "u",
    auth: { protocol: "sha256", key: "khoa-ky-rieng" },
    privacy: { protocol: "aes128", key: "khoa-ma-rieng" },
    ip: "127.0.0.1",
    port: socket.address().port,
    timeoutMs: 100,
    retries: 2,
  });
  onTestFinished(() => session.close());
  return { session, asked: () => count };
}

describe("a session that signs and encrypts", () => {
  test("an answer in the clear is not taken", async () => {
    const { session } = await device((id, count) =>
      count === 1 ? message(report, { id }) : message(response, { id, oid: sysUpTime }),
    );
    await expect(session.get(["1.3.6.1.2.1.1.3.0"])).rejects.toMatchObject({ reason: "timeout" });
  });

  test("reports without end do not keep it busy", async () => {
    const { session, asked } = await device((id) => message(report, { id, boots: 0 }));
    await expect(session.get(["1.3.6.1.2.1.1.3.0"])).rejects.toMatchObject({
      reason: "malformed_answer",
      message: "one report after another instead of an answer",
    });
    expect(asked()).toBeLessThan(20);
  });
});
