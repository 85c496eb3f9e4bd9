import type { CheckOf } from "@haidang/contract/check.ts";
import type { Point } from "@haidang/contract/point.ts";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { encodeOid, encodeText, encodeTicks } from "../scripted-device.ts";
import { openAddressBook, type Resolve } from "./address-book.ts";
import { encode, encodeInteger, tags } from "./ber.ts";
import { createTrapReceiver } from "./receiver.ts";

const linkDown = "1.3.6.1.6.3.1.1.5.3";

function check(id: string, address: string, community = "secret"): CheckOf<"snmp"> {
  return {
    id: `snmp:device/${id}`,
    probe: "snmp",
    target: { kind: "device", id },
    intervalMs: 60_000,
    retryIntervalMs: 60_000,
    timeoutMs: 5000,
    settings: { address, port: 161, version: "2c", community },
  };
}

function trap({
  community = "secret",
  pdu = tags.trap as number,
  oid = linkDown,
  more = [] as Buffer[],
} = {}): Buffer {
  const varbind = (name: string, value: Buffer) => encode(tags.sequence, encodeOid(name), value);
  const list = encode(
    tags.sequence,
    varbind("1.3.6.1.2.1.1.3.0", encodeTicks(100)),
    varbind("1.3.6.1.6.3.1.1.4.1.0", encodeOid(oid)),
    ...more,
  );
  const zero = encodeInteger(0);
  return encode(
    tags.sequence,
    encodeInteger(1),
    encodeText(community),
    encode(pdu, encodeInteger(4711), zero, zero, list),
  );
}

function receiving(
  checks: readonly CheckOf<"snmp">[],
  resolve: Resolve = async () => ({ fault: "ENOTFOUND" }),
) {
  const heard = { points: [] as Point[], hurried: [] as string[], ignored: {} as Record<string, number> };
  const book = openAddressBook(resolve);
  onTestFinished(() => book.close());
  book.update(checks);
  let nowMs = Date.UTC(2026, 10, 23);
  const receive = createTrapReceiver({
    agent: "hub",
    book,
    engine: { id: Buffer.from("8000000005010203", "hex"), boots: 1, timeS: () => 10 },
    now: () => nowMs,
    hurry: (id) => heard.hurried.push(id),
    record: (point) => heard.points.push(point),
    counts: {
      received: () => undefined,
      hinted: () => undefined,
      ignored(why) {
        heard.ignored[why] = (heard.ignored[why] ?? 0) + 1;
      },
    },
    onFault: (error) => {
      throw error;
    },
  });
  return { receive, heard, book, pass: (ms: number) => (nowMs += ms) };
}

describe("the trap receiver", () => {
  test("a trap hurries the check of its source and no other", () => {
    const { receive, heard } = receiving([check("sw1", "10.0.0.1"), check("sw2", "10.0.0.2")]);
    expect(receive(trap(), "10.0.0.1")).toBeUndefined();
    expect(heard.hurried).toEqual(["snmp:device/sw1"]);
    expect(heard.points.map(({ tags }) => tags["id"])).toEqual(["sw1"]);
    receive(trap(), "10.0.0.3");
    receive(trap({ community: "public" }), "10.0.0.2");
    expect(heard.ignored).toEqual({ source: 1, community: 1 });
    expect(heard.hurried).toHaveLength(1);
  });

  test("an inform is answered with its request-id and its variables", () => {
    const { receive } = receiving([check("sw1", "10.0.0.1")]);
    const inform = trap({ pdu: tags.inform });
    const answer = receive(inform, "10.0.0.1");
    const expected = Buffer.from(inform);
    expected[inform.indexOf(tags.inform, 12)] = tags.response;
    expect(answer).toEqual(expected);
  });

  test("what somebody else's forwarder says is not believed, an address written otherwise is the same", () => {
    const { receive, heard } = receiving([check("sw1", "2001:db8::1"), check("sw2", "10.0.0.2")]);
    const from = encode(
      tags.sequence,
      encodeOid("1.3.6.1.6.3.18.1.3.0"),
      encode(0x40, Buffer.from([10, 0, 0, 9])),
    );
    receive(trap({ more: [from] }), "10.0.0.2");
    receive(trap(), "2001:0db8:0:0::1");
    expect(heard.hurried).toEqual(["snmp:device/sw2", "snmp:device/sw1"]);
    expect(heard.points[0]?.fields["source"]).toBe("10.0.0.2");
  });

  test("a device configured by name is known by its address, and follows it", async () => {
    let ip = "10.0.0.7";
    const { receive, heard, book } = receiving([check("sw7", "sw7.lan")], async () => ({ ip }));
    await vi.waitFor(() => expect(book.at("10.0.0.7")).toHaveLength(1));
    receive(trap(), "10.0.0.7");
    expect(heard.hurried).toEqual(["snmp:device/sw7"]);
    ip = "10.0.0.8";
    book.update([check("sw7", "sw7.lan")]);
    await vi.waitFor(() => expect(book.at("10.0.0.8")).toHaveLength(1));
    expect(book.at("10.0.0.7")).toEqual([]);
    book.update([]);
    expect(book.at("10.0.0.8")).toEqual([]);
  });

  test("a flood is not looked into, and passes", () => {
    const { receive, heard, pass } = receiving([check("sw1", "10.0.0.1")]);
    for (let n = 0; n < 5000; n += 1) receive(trap(), "10.0.0.1");
    expect(heard.ignored["flood"]).toBe(3000);
    expect(heard.points).toHaveLength(1);
    expect(heard.hurried.length).toBeLessThan(5);
    pass(60_000);
    receive(trap({ oid: "1.3.6.1.6.3.1.1.5.4" }), "10.0.0.1");
    expect(heard.points).toHaveLength(2);
  });

  test("whatever bytes come, and wherever a trap is cut, nothing is heeded", () => {
    const { receive, heard, pass } = receiving([check("sw1", "10.0.0.1")]);
    const whole = trap({
      pdu: tags.inform,
      more: [encode(tags.sequence, encodeOid("1.3.6.1.4.1.1"), encodeText("x"))],
    });
    for (let length = 0; length < whole.length; length += 1) receive(whole.subarray(0, length), "10.0.0.1");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        pass(10);
        receive(Buffer.from(bytes), "10.0.0.1");
      }),
    );
    expect(heard).toMatchObject({ points: [], hurried: [] });
    expect(Object.keys(heard.ignored)).toEqual(["malformed"]);
    expect(receive(whole, "10.0.0.1")).toBeDefined();
    expect(heard.points).toHaveLength(1);
  });
});
