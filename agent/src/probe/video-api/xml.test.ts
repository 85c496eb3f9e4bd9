import { expect, test } from "vitest";
import { at, numberAt, readXml, textAt, within } from "./xml.ts";

test("elements, their text, and the five entities of XML", () => {
  const root = readXml(
    `<?xml version="1.0"?>\n<Status a="1"><!-- x --><B item="1"> 5 &lt; 6 &amp; <![CDATA[7 > 6]]></B><B>2.5</B><C><B>9</B></C></Status>`,
  );
  expect(root.name).toBe("Status");
  expect(textAt(root, "B")).toBe("5 < 6 & 7 > 6");
  expect(at(root, "B").map(({ text }) => text)).toEqual(["5 < 6 & 7 > 6", "2.5"]);
  expect(numberAt(root, "C", "B")).toBe(9);
  expect(numberAt(root, "B")).toBeUndefined();
  expect(within(root, (name) => name === "B")).toHaveLength(3);
  expect(textAt(root, "D")).toBeUndefined();
});

test.each([
  ["nothing", ""],
  ["text alone", "hello"],
  ["not closed", "<a><b></b>"],
  ["crossed", "<a><b></a></b>"],
  ["two roots", "<a/><b/>"],
  ["an entity of its own", '<!DOCTYPE a [<!ENTITY x "yy">]><a>&x;</a>'],
  ["an entity from elsewhere", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ["an entity of HTML", "<a>&nbsp;</a>"],
  ["too deep", `${"<a>".repeat(40)}${"</a>".repeat(40)}`],
  ["too deep by far", "<a>".repeat(300_000)],
  ["too many", `<a>${"<b/>".repeat(20_001)}</a>`],
  ["an attribute without end", `<a b="${"x".repeat(1_000_000)}`],
])("%s is refused", (_title, text) => {
  expect(() => readXml(text)).toThrow();
});

test("garbage does nothing but throw, in little time", () => {
  let seed = 7;
  const chance = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const good = `<Status><SIP item="1"><Registration><Status>Registered</Status></Registration></SIP></Status>`;
  const startedAt = performance.now();
  for (let round = 0; round < 2000; round += 1) {
    const letters = [...good];
    for (let hits = 0; hits < 1 + chance(5); hits += 1)
      letters[chance(letters.length)] = String.fromCharCode(chance(256));
    try {
      expect(readXml(letters.join("")).children).toBeInstanceOf(Array);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
  expect(performance.now() - startedAt).toBeLessThan(3000);
});
