import { describe, expect, test } from "vitest";
import { maxRows, readColumns } from "./columns.ts";
import { scriptedSession } from "./scripted-session.ts";
import { SnmpFault } from "./session.ts";

const name = "1.3.6.1.2.1.31.1.1.1.1";
const octets = "1.3.6.1.2.1.31.1.1.1.6";
const uptime = { "1.3.6.1.2.1.1.3.0": 4200 };
const bytes = (text: string) => new TextEncoder().encode(text);

/** Ten interfaces; the third has no octets. */
const table = Object.fromEntries(
  Array.from({ length: 10 }, (_, at) => at + 1).flatMap((index) => [
    [`${name}.${index}`, bytes(`eth${index}`)],
    ...(index === 3 ? [] : [[`${octets}.${index}`, BigInt(index)]]),
  ]),
);

describe("readColumns", () => {
  test.each(["1", "2c"] as const)(
    "reads sparse columns side by side, each cell with its sysUpTime (v%s)",
    async (version) => {
      const session = scriptedSession(version, { ...uptime, ...table });
      const rows = await readColumns(session, { name, octets });
      expect([...rows.keys()]).toHaveLength(10);
      expect(rows.get("2")?.get("octets")).toEqual({ value: 2n, uptimeTicks: 4200 });
      expect(rows.get("3")?.get("name")).toEqual({ value: bytes("eth3"), uptimeTicks: 4200 });
      expect(rows.get("3")?.has("octets")).toBe(false);
    },
  );

  test("asks a few times only", async () => {
    const session = scriptedSession("2c", { ...uptime, ...table });
    await readColumns(session, { name, octets });
    expect(session.asked).toEqual(["getBulk 32"]);
  });

  test("halves the repetitions until the answer fits", async () => {
    const session = scriptedSession(
      "2c",
      { ...uptime, ...table },
      {
        onBulk(maxRepetitions) {
          if (maxRepetitions > 8) throw new SnmpFault("malformed_answer", "tooBig", "tooBig");
        },
      },
    );
    expect((await readColumns(session, { name, octets })).size).toBe(10);
    expect(session.asked.slice(0, 3)).toEqual(["getBulk 32", "getBulk 16", "getBulk 8"]);
  });

  test("gives up when not even one repetition fits", async () => {
    const session = scriptedSession("2c", table, {
      onBulk() {
        throw new SnmpFault("malformed_answer", "tooBig", "tooBig");
      },
    });
    await expect(readColumns(session, { name })).rejects.toThrow("tooBig");
  });

  test("version 1: the end of the MIB in one column does not lose the others", async () => {
    const session = scriptedSession(
      "1",
      { ...uptime, ...table },
      {
        noSuchName: () => new SnmpFault("credentials", "noSuchName", "noSuchName"),
      },
    );
    const rows = await readColumns(session, { name, octets });
    expect(rows.size).toBe(10);
    expect(rows.get("10")?.get("octets")?.value).toBe(10n);
  });

  test("a column that does not rise ends", async () => {
    const session = scriptedSession("2c", {});
    session.getBulk = async () => ({ once: [], repeated: [[{ oid: `${name}.5`, value: 1 }]] });
    const rows = await readColumns(session, { name });
    expect([...rows.keys()]).toEqual(["5"]);
  });

  test("a table without end is refused", async () => {
    let index = 0;
    const session = scriptedSession("2c", {});
    session.getBulk = async (_oids, { maxRepetitions }) => ({
      once: [],
      repeated: [
        Array.from({ length: maxRepetitions }, () => {
          index += 1;
          return { oid: `${name}.${index}`, value: 1 };
        }),
      ],
    });
    await expect(readColumns(session, { name })).rejects.toThrow(`more than ${maxRows} rows`);
  });
});
