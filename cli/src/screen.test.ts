import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { openScreen } from "./screen.ts";

test("the terminal is given back once, however often it is closed, and nothing is drawn on it after", () => {
  let written = "";
  const before = process.listenerCount("exit");
  const screen = openScreen({
    columns: 80,
    rows: 2,
    write: (text: string | Uint8Array) => {
      written += String(text);
      return true;
    },
  });
  screen.draw(["one", "two", "three"]);
  expect(stripVTControlCharacters(written)).toBe("one\r\ntwo");
  screen.close();
  screen.close();
  screen.draw(["late"]);
  expect(written.split("\u001b[?1049l")).toHaveLength(2);
  expect(written.endsWith("\u001b[?25h\u001b[?1049l")).toBe(true);
  expect(written).not.toContain("late");
  expect(process.listenerCount("exit")).toBe(before);
});
