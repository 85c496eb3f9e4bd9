import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { findLocalSnmp } from "./find-local-snmp.ts";
import { openSnmpSession, type SnmpFault, type SnmpSession } from "./session.ts";

const sysUpTime = "1.3.6.1.2.1.1.3.0";

/** A UDP socket in the place of an SNMP agent, that answers each request as told. */
async function fakeAgent(answer: (request: Buffer, send: (reply: Buffer, from?: Socket) => void) => void) {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  socket.on("message", (request, peer) => {
    answer(request, (reply, from = socket) => from.send(reply, peer.port, peer.address));
  });
  return socket.address().port;
}

function open(port: number, version: "1" | "2c" = "2c"): SnmpSession {
  const session = openSnmpSession({
    ip: "127.0.0.1",
    port,
    version,
    community: "public",
    timeoutMs: 150,
    retries: 1,
  });
  onTestFinished(() => session.close());
  return session;
}

async function faultOf(promise: Promise<unknown>): Promise<Pick<SnmpFault, "reason" | "message">> {
  return await promise.then(
    () => ({ reason: "agent_fault", message: "it was answered" }),
    (fault: SnmpFault) => ({ reason: fault.reason, message: fault.message }),
  );
}

/** The request turned into its response: tag 0xa2, error status and index as given (all lengths stay). */
function responseTo(request: Buffer, { status = 0, index = 0 } = {}): Buffer {
  const reply = Buffer.from(request);
  const pdu = reply.indexOf(0xa0, 13);
  reply[pdu] = 0xa2;
  const statusAt = reply.indexOf(Buffer.from([0x02, 0x01, 0x00, 0x02, 0x01, 0x00]), pdu + 2);
  reply[statusAt + 2] = status;
  reply[statusAt + 5] = index;
  return reply;
}

describe("an SNMP session", () => {
  test("silence is a timeout", async () => {
    const port = await fakeAgent(() => {});
    expect(await faultOf(open(port).get([sysUpTime]))).toEqual({ reason: "timeout", message: "no answer" });
  });

  test("a closed session times out at once", async () => {
    const session = open(await fakeAgent(() => {}));
    const asked = faultOf(session.get([sysUpTime]));
    session.close();
    expect((await asked).reason).toBe("timeout");
    expect((await faultOf(session.get([sysUpTime]))).reason).toBe("timeout");
  });

  test.each([
    ["nothing at all", Buffer.alloc(0)],
    ["noise", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a cut packet", Buffer.from("302602010104067075626c6963a2", "hex")],
    ["a length that lies", Buffer.from("3084ffffffff02010104067075626c6963", "hex")],
    ["a large packet of zeros", Buffer.alloc(60_000)],
  ])("%s is a malformed answer, and the next request is sound", async (_title, garbage) => {
    let count = 0;
    const port = await fakeAgent((request, send) => {
      count += 1;
      send(count === 1 ? garbage : responseTo(request));
    });
    const session = open(port);
    expect((await faultOf(session.get([sysUpTime]))).reason).toBe("malformed_answer");
    expect(await session.get([sysUpTime])).toEqual([{ oid: sysUpTime, value: undefined }]);
  });

  test("every truncation of a good answer is survived", async () => {
    let length = 0;
    const port = await fakeAgent((request, send) => {
      send(responseTo(request).subarray(0, length));
    });
    const session = open(port);
    for (length = 0; length < 40; length += 1) {
      expect(["malformed_answer", "timeout"]).toContain((await faultOf(session.get([sysUpTime]))).reason);
    }
  });

  test("another community, or an answer to another request, is not taken", async () => {
    const port = await fakeAgent((request, send) => {
      const reply = responseTo(request);
      reply.write("PUBLIC", reply.indexOf("public"));
      send(reply);
    });
    expect((await faultOf(open(port).get([sysUpTime]))).reason).toBe("malformed_answer");
  });

  test("an answer from another port is not taken, and said", async () => {
    const stranger = createSocket("udp4");
    onTestFinished(() => void stranger.close());
    const port = await fakeAgent((request, send) => send(responseTo(request), stranger));
    const fault = await faultOf(open(port).get([sysUpTime]));
    expect(fault.reason).toBe("timeout");
    expect(fault.message).toMatch(/an answer came from 127\.0\.0\.1 port \d+ instead/);
  });

  test("an answer from another address is taken only when told to", async () => {
    const other = createSocket("udp4");
    onTestFinished(() => void other.close());
    const port = await fakeAgent((request, send) => send(responseTo(request), other));
    other.bind(port, "127.0.0.2");
    await once(other, "listening");
    expect((await faultOf(open(port).get([sysUpTime]))).message).toMatch(/came from 127\.0\.0\.2 port/);
    const access = { version: "2c", community: "public", anySource: true } as const;
    const session = openSnmpSession({ ...access, ip: "127.0.0.1", port, timeoutMs: 2000, retries: 0 });
    onTestFinished(() => session.close());
    expect(await session.get([sysUpTime])).toEqual([{ oid: sysUpTime, value: undefined }]);
  });

  test("a late answer is not taken for the next one, and a forged number is not taken at all", async () => {
    let count = 0;
    const port = await fakeAgent((request, send) => {
      count += 1;
      const forged = responseTo(request);
      const idAt = forged.indexOf(0xa2, 13) + 4;
      forged.writeUInt8((forged.readUInt8(idAt + 1) + count) % 128, idAt + 1);
      send(forged);
      if (count > 1) send(responseTo(request));
    });
    const session = open(port);
    expect(await session.get([sysUpTime])).toHaveLength(1);
    expect(count).toBe(2);
  });

  test("a device is asked one thing at a time, by however many sessions", async () => {
    let inFlight = 0;
    let most = 0;
    const port = await fakeAgent((request, send) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        send(responseTo(request));
      }, 5);
    });
    const sessions = Array.from({ length: 8 }, () => open(port));
    await Promise.all(sessions.map((session) => session.get([sysUpTime])));
    expect(most).toBe(1);
  });

  test.each([
    [16, "credentials"],
    [6, "credentials"],
    [2, "credentials"],
    [5, "malformed_answer"],
  ])("error status %i is %s", async (status, reason) => {
    const port = await fakeAgent((request, send) => send(responseTo(request, { status, index: 1 })));
    expect((await faultOf(open(port).get([sysUpTime]))).reason).toBe(reason);
  });

  test("an error index out of range is survived", async () => {
    const port = await fakeAgent((request, send) => send(responseTo(request, { status: 5, index: 99 })));
    expect((await faultOf(open(port).get([sysUpTime]))).reason).toBe("malformed_answer");
  });
});

describe("findLocalSnmp", () => {
  const signal = () => AbortSignal.timeout(3000);

  test("finds one that answers", async () => {
    const port = await fakeAgent((request, send) => send(responseTo(request)));
    expect(await findLocalSnmp(signal(), port)).toEqual({ address: "127.0.0.1" });
  });

  test("says that none does", async () => {
    const port = await fakeAgent(() => {});
    expect(await findLocalSnmp(AbortSignal.timeout(200), port)).toEqual({
      missing: "no_snmp_agent",
      detail: `127.0.0.1 port ${port}, version 2c: no answer before the deadline`,
    });
  });
});
