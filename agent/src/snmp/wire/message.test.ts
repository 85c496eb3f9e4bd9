import fc from "fast-check";
import snmp from "net-snmp";
import { describe, expect, test } from "vitest";
import { counter64 } from "../value.ts";
import {
  markOf,
  startWriter,
  tags,
  WireError,
  type Writer,
  writeBytes,
  writeHead,
  writeInteger,
  writeOid,
  written,
} from "./ber.ts";
import { type Asker, decodeResponse, encodeRequest, type Question, requestIdOf } from "./message.ts";

/** net-snmp on a wire of ours: what it sends, and what it makes of an answer. */
function peer({ version, community }: Asker) {
  let listener: (packet: Buffer, from: object) => void = () => undefined;
  const sent: Buffer[] = [];
  const session = snmp.createSession("127.0.0.1", community, {
    version: version === "1" ? snmp.Version1 : snmp.Version2c,
    idBitsSize: 32,
    dgramModule: {
      createSocket: () => ({
        on: (event: string, given: typeof listener) => {
          if (event === "message") listener = given;
        },
        send: (packet: Buffer, ...rest: unknown[]) => {
          sent.push(packet);
          const done = rest.at(-1);
          if (typeof done === "function") done(null);
        },
        ref: () => undefined,
        unref: () => undefined,
        close: () => undefined,
      }),
    },
  });
  return { session, sent, answer: (packet: Buffer) => listener(packet, {}) };
}

const asker = fc.record<Asker>({
  version: fc.constantFrom("1", "2c"),
  community: fc.string({ minLength: 1, maxLength: 40, unit: "grapheme-ascii" }),
});
const oid = fc
  .tuple(
    fc.constantFrom(1, 2),
    fc.integer({ min: 0, max: 39 }),
    fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 20 }),
  )
  .map(([top, second, rest]) => [top, second, ...rest].join("."));

interface Value {
  tag: number;
  write(writer: Writer): void;
}
const bytes = (tag: number, content: Uint8Array): Value => ({
  tag,
  write: (writer) => writeBytes(writer, content, tag),
});
const int = (tag: number, value: number): Value => ({
  tag,
  write: (writer) => writeInteger(writer, value, tag),
});
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((given) => int(tags.integer, given)),
  fc
    .tuple(fc.constantFrom(tags.counter32, tags.gauge32, tags.timeTicks), fc.nat({ max: 2 ** 32 - 1 }))
    .map(([tag, given]) => int(tag, given)),
  fc.uint8Array({ maxLength: 300 }).map((given) => bytes(tags.octetString, given)),
  fc.uint8Array({ maxLength: 12 }).map((given) => bytes(tags.opaque, given)),
  fc.uint8Array({ minLength: 1, maxLength: 9 }).map((given) => bytes(tags.counter64, given)),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((given) => bytes(tags.ipAddress, given)),
  oid.map((given) => ({ tag: tags.oid, write: (writer: Writer) => writeOid(writer, given) })),
  fc
    .constantFrom(tags.null, tags.noSuchObject, tags.noSuchInstance, tags.endOfMibView)
    .map((tag) => bytes(tag, new Uint8Array())),
);
const varbinds = fc.array(fc.record({ oid, value }), { minLength: 1, maxLength: 40 });

function responseOf(
  { version, community }: Asker,
  requestId: number,
  list: readonly { oid: string; value: Value }[],
): Buffer {
  const writer = startWriter(16);
  for (const one of list.toReversed()) {
    const mark = markOf(writer);
    one.value.write(writer);
    writeOid(writer, one.oid);
    writeHead(writer, tags.sequence, mark);
  }
  writeHead(writer, tags.sequence, 0);
  writeInteger(writer, 0);
  writeInteger(writer, 0);
  writeInteger(writer, requestId);
  writeHead(writer, 0xa2, 0);
  writeBytes(writer, Buffer.from(community), tags.octetString);
  writeInteger(writer, version === "1" ? 0 : 1);
  writeHead(writer, tags.sequence, 0);
  return written(writer);
}

/** net-snmp's own reading, brought to the values of ours. */
function ours({ oid: name, type, value: read }: snmp.Varbind) {
  if (type === snmp.ObjectType.Counter64) return { oid: name, value: counter64(read as Buffer) };
  return { oid: name, value: read ?? undefined };
}

describe("the codec, beside net-snmp's", () => {
  test("asks in the same bytes", () => {
    const question = fc.record({
      kind: fc.constantFrom<Question["kind"]>("get", "getNext", "getBulk"),
      oids: fc.array(oid, { minLength: 1, maxLength: 30 }),
      nonRepeaters: fc.nat({ max: 3 }),
      maxRepetitions: fc.nat({ max: 200 }),
    });
    fc.assert(
      fc.property(asker, question, (who, { kind, oids, ...repeat }) => {
        const { session, sent } = peer(who);
        const bulk = kind === "getBulk" && who.version !== "1";
        const nothing = () => undefined;
        if (bulk) session.getBulk(oids, repeat.nonRepeaters, repeat.maxRepetitions, nothing);
        else if (kind === "getNext") session.getNext(oids, nothing);
        else session.get(oids, nothing);
        const theirs = sent[0] ?? Buffer.alloc(0);
        const id = requestIdOf(answerTag(theirs)) ?? Number.NaN;
        const mine = bulk ? { kind, oids, ...repeat } : { kind: kind === "getBulk" ? "get" : kind, oids };
        expect(encodeRequest(who, id, mine as Question).toString("hex")).toBe(theirs.toString("hex"));
        session.close();
      }),
      { numRuns: 300 },
    );
  });

  test("reads the same values", () => {
    fc.assert(
      fc.property(asker, varbinds, (who, list) => {
        const { session, sent, answer } = peer(who);
        let theirs: unknown;
        const oids = list.map((one) => one.oid);
        session.get(oids, (error, read) => {
          theirs = error ?? read?.map((one) => ours(one));
        });
        const id = requestIdOf(answerTag(sent[0] ?? Buffer.alloc(0))) ?? Number.NaN;
        const packet = responseOf(who, id, list);
        answer(packet);
        expect(decodeResponse(packet, who)).toEqual({
          requestId: id,
          errorStatus: 0,
          errorIndex: 0,
          varbinds: theirs,
        });
        session.close();
      }),
      { numRuns: 500 },
    );
  });

  test("a damaged answer is refused or read, never anything else", () => {
    const damage = fc.array(fc.record({ at: fc.nat({ max: 5000 }), to: fc.nat({ max: 255 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(asker, varbinds, damage, fc.nat({ max: 5000 }), (who, list, changes, cut) => {
        const packet = responseOf(who, 7, list);
        for (const { at, to } of changes) packet[at % packet.length] = to;
        const damaged = packet.subarray(0, packet.length - (cut % 3 === 0 ? cut % packet.length : 0));
        requestIdOf(damaged);
        try {
          expect(decodeResponse(damaged, who).varbinds.length).toBeLessThanOrEqual(damaged.length);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test.each(["1", "1.x", "1.3.-1", "1.3.4294967296", ""])("%s is no OID to ask for", (text) => {
  const who: Asker = { version: "2c", community: "public" };
  expect(() => encodeRequest(who, 1, { kind: "get", oids: [text] })).toThrow(WireError);
});

/** A request as if it were an answer, so that its request-id can be read. */
function answerTag(request: Buffer): Buffer {
  const copy = Buffer.from(request);
  const at = 2 + ((copy[1] ?? 0) >= 0x80 ? (copy[1] ?? 0) & 0x7f : 0) + 3;
  copy[at + 2 + (copy[at + 1] ?? 0)] = 0xa2;
  return copy;
}
