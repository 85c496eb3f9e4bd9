import { createSocket } from "node:dgram";
import { describe, expect, onTestFinished, test } from "vitest";
import { maxRows, readColumns } from "./columns.ts";
import {
  type Answered,
  encodeCounter64,
  encodeOid,
  encodeText,
  encodeTicks,
  startScriptedDevice,
} from "./scripted-device.ts";
import { openSnmpSession } from "./session.ts";
import { encode, encodeInteger } from "./trap/ber.ts";
import { textOf } from "./value.ts";
import { walkSubtree } from "./walk.ts";

const ifEntry = "1.3.6.1.2.1.2.2.1";
const sysUpTime = "1.3.6.1.2.1.1.3.0";
const sysName = "1.3.6.1.2.1.1.5.0";

type Answer = Parameters<typeof startScriptedDevice>[0];

/** A session with a device that answers as told, and how often it was asked. */
async function lyingDevice(answer: Answer) {
  const device = await startScriptedDevice(answer);
  const session = openSnmpSession({
    ip: "127.0.0.1",
    port: device.port,
    version: "2c",
    community: "public",
    timeoutMs: 150,
    retries: 1,
  });
  onTestFinished(() => {
    session.close();
    device.close();
  });
  return { device, session };
}

/** Rows of one column as a GETBULK gets them, from an index on; the uptime where it is asked for. */
function rows(asked: Parameters<Answer>[0], next: (oid: string) => Answered): Answered[] {
  const [nonRepeaters, repetitions] = asked.numbers;
  const answered: Answered[] = asked.oids.slice(0, nonRepeaters).map(() => [sysUpTime, encodeTicks(100)]);
  let last = [...asked.oids.slice(nonRepeaters)];
  for (let row = 0; row < repetitions; row += 1) {
    const variables = last.map(next);
    answered.push(...variables);
    last = variables.map(([oid]) => oid);
  }
  return answered;
}

const inColumn = (column: string, oid: string) => Number(oid.slice(column.length + 1) || 0);

describe("an agent that lies", () => {
  test("a walk that does not rise ends at once", async () => {
    const { device, session } = await lyingDevice((asked, reply) =>
      reply(asked.respond(rows(asked, () => [`${ifEntry}.2.1`, encodeText("eth0")]))),
    );
    const seen: string[] = [];
    for await (const { oid } of walkSubtree(session, ifEntry)) seen.push(oid);
    expect(seen).toEqual([`${ifEntry}.2.1`]);
    expect((await readColumns(session, { descr: `${ifEntry}.2` })).size).toBe(1);
    expect(device.asked()).toBeLessThanOrEqual(4);
  });

  test("a walk that falls back ends there", async () => {
    const fall = [5, 9, 3, 10];
    let at = 0;
    const { session } = await lyingDevice((asked, reply) =>
      reply(asked.respond(rows(asked, () => [`${ifEntry}.2.${fall[at++ % 4]}`, encodeText("x")]))),
    );
    expect([...(await readColumns(session, { descr: `${ifEntry}.2` })).keys()]).toEqual(["5", "9"]);
  });

  test("a table of 100,000 rows is refused as too large", { timeout: 30_000 }, async () => {
    const column = `${ifEntry}.2`;
    const { device, session } = await lyingDevice((asked, reply) =>
      reply(
        asked.respond(
          rows(asked, (oid) => {
            const index = inColumn(column, oid) + 1;
            return index <= 100_000
              ? [`${column}.${index}`, encodeText("x")]
              : [`${ifEntry}.3.1`, encodeInteger(6)];
          }),
        ),
      ),
    );
    await expect(readColumns(session, { descr: column })).rejects.toMatchObject({
      reason: "malformed_answer",
      message: `the table has more than ${maxRows} rows`,
    });
    expect(device.asked()).toBeLessThan(1000);
  });

  test("an answer to another request is not taken, nor one from another port, and the true one still is", async () => {
    const stranger = createSocket("udp4");
    onTestFinished(() => void stranger.close());
    const { session } = await lyingDevice((asked, reply, from) => {
      const lie: Answered[] = [[sysName, encodeText("lie")]];
      reply(asked.respond(lie, { requestId: asked.requestId + 1 }));
      stranger.send(asked.respond(lie), from.port, from.address);
      reply(asked.respond([[sysName, encodeText("truth")]]), 30);
    });
    const [varbind] = await session.get([sysName]);
    expect(textOf(varbind?.value)).toBe("truth");
  });

  test.each([
    [
      "a text of 64 kB is cut to a line",
      encodeText(Buffer.alloc(60_000, "a")),
      (text: string) => text.length === 255,
    ],
    [
      "a text of 60,000 bytes that are none",
      encodeText(Buffer.alloc(60_000, 0xff)),
      (text: string) => text.length <= 255,
    ],
  ])("%s", async (_title, value, holds) => {
    const { session } = await lyingDevice((asked, reply) => reply(asked.respond([[sysName, value]])));
    const [varbind] = await session.get([sysName]);
    expect(textOf(varbind?.value)).toSatisfy(holds);
  });

  test.each([
    ["2^63", encodeCounter64(2n ** 63n), 2n ** 63n],
    ["2^64 - 1", encodeCounter64(2n ** 64n - 1n), 2n ** 64n - 1n],
    ["a counter of 20 bytes", encode(0x46, Buffer.alloc(20, 0x7f)), undefined],
    ["an integer of 6 bytes", encode(0x02, Buffer.from("7fffffffffff", "hex")), undefined],
    ["noSuchObject", encode(0x80), undefined],
  ])("a counter: %s", async (_title, value, read) => {
    const { session } = await lyingDevice((asked, reply) => reply(asked.respond([[sysName, value]])));
    expect(await session.get([sysName])).toEqual([{ oid: sysName, value: read }]);
  });

  test("an error index out of range, above or below, is an answer that makes no sense", async () => {
    for (const index of [99, 2_147_483_647, 0]) {
      const { session } = await lyingDevice((asked, reply) =>
        reply(asked.respond([[sysName, encodeText("x")]], { status: 5, index })),
      );
      await expect(session.get([sysName])).rejects.toMatchObject({ reason: "malformed_answer" });
    }
  });

  test("tooBig is met with less, and given up on when it never fits", async () => {
    const column = `${ifEntry}.2`;
    let most = 5;
    const { device, session } = await lyingDevice((asked, reply) => {
      const variables = rows(asked, (oid) => {
        const index = inColumn(column, oid) + 1;
        return index <= 40 ? [`${column}.${index}`, encodeText("x")] : [`${ifEntry}.3.1`, encodeInteger(6)];
      });
      reply(variables.length > most + 1 ? asked.respond([], { status: 1 }) : asked.respond(variables));
    });
    expect((await readColumns(session, { descr: column })).size).toBe(40);
    most = 0;
    const before = device.asked();
    await expect(readColumns(session, { descr: column })).rejects.toMatchObject({
      reason: "malformed_answer",
    });
    expect(device.asked() - before).toBeLessThan(10);
  });

  test("an answer cut or with lengths that lie brings nothing of what still stood in it", async () => {
    let damage = (packet: Buffer): Buffer => packet;
    const { session } = await lyingDevice((asked, reply) =>
      reply(
        damage(
          asked.respond([
            [sysName, encodeText("one")],
            [sysUpTime, encodeTicks(5)],
          ]),
        ),
      ),
    );
    expect(await session.get([sysName, sysUpTime])).toHaveLength(2);
    const secondAt = (packet: Buffer) => packet.lastIndexOf(encodeOid(sysUpTime)) - 2;
    damage = (packet) => packet.subarray(0, secondAt(packet));
    await expect(session.get([sysName, sysUpTime])).rejects.toMatchObject({ reason: "malformed_answer" });
    damage = (packet) => Buffer.from(packet).fill(0x7f, secondAt(packet) + 1, secondAt(packet) + 2);
    await expect(session.get([sysName, sysUpTime])).rejects.toMatchObject({ reason: "malformed_answer" });
  });
});
