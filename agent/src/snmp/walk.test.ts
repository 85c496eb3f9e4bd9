import { describe, expect, test } from "vitest";
import { scriptedSession } from "./scripted-session.ts";
import { SnmpFault, type SnmpSession } from "./session.ts";
import { plainValue, walkSubtree } from "./walk.ts";

const noSuchName = () => new SnmpFault("credentials", "noSuchName", "noSuchName");
const variables = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [`1.3.6.1.2.1.1.${at + 1}.0`, at] as const),
);

async function walked(session: SnmpSession, root: string): Promise<string[]> {
  const oids: string[] = [];
  for await (const { oid } of walkSubtree(session, root)) oids.push(oid);
  return oids;
}

describe("walkSubtree", () => {
  test.each(["1", "2c"] as const)("brings everything below, in order (v%s)", async (version) => {
    const session = scriptedSession(version, variables, version === "1" ? { noSuchName } : {});
    expect(await walked(session, "1.3.6.1.2.1.1")).toEqual(Object.keys(variables));
    expect(await walked(session, "1.3.6.1.2.1.1.60")).toEqual(["1.3.6.1.2.1.1.60.0"]);
    expect(await walked(session, "1.3.6.1.2.1.2")).toEqual([]);
  });

  test("ends when the device goes round in a circle", async () => {
    const session = scriptedSession("2c", {});
    session.getBulk = async () => ({
      once: [],
      repeated: [
        [
          { oid: "1.3.6.1.2.1.1.5.0", value: 1 },
          { oid: "1.3.6.1.2.1.1.4.0", value: 1 },
        ],
      ],
    });
    expect(await walked(session, "1.3.6.1.2.1.1")).toEqual(["1.3.6.1.2.1.1.5.0"]);
  });

  test("asks for less when the answer does not fit", async () => {
    const session = scriptedSession("2c", variables, {
      onBulk(maxRepetitions) {
        if (maxRepetitions > 6) throw new SnmpFault("malformed_answer", "tooBig", "tooBig");
      },
    });
    expect(await walked(session, "1.3.6.1.2.1.1")).toHaveLength(60);
  });
});

test.each([
  [new TextEncoder().encode("Phòng máy chủ"), "Phòng máy chủ"],
  [new Uint8Array([0x00, 0x1b, 0x54]), "0x001b54"],
  [new Uint8Array([0xff, 0xfe]), "0xfffe"],
  [2n ** 63n, "9223372036854775808"],
  ["1.3.6.1", "1.3.6.1"],
  [undefined, ""],
])("%o is shown as %s", (value, text) => expect(plainValue(value)).toBe(text));
