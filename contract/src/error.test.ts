import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorCodes, HaidangError } from "./error.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const sections = page.split(/^## /m).slice(1);

test("docs/errors.md explains exactly the codes there are, in their order", () => {
  expect(sections.map((section) => section.split("\n")[0])).toEqual(Object.keys(errorCodes));
});

test.each(Object.entries(errorCodes))("%s: the page tells status %i and what to do", (code, status) => {
  const [, text = ""] = sections.find((section) => section.startsWith(`${code}\n`))?.split("\n\n") ?? [];
  expect(/^HTTP (\d+)\. /.exec(text)?.[1]).toBe(status === 0 ? undefined : String(status));
  expect(text.length).toBeGreaterThan(80);
});

test("the body of an error has what was said of it and nothing else", () => {
  expect(new HaidangError("not_found", "no link x").body()).toEqual({
    error: { code: "not_found", message: "no link x" },
  });
  const full = new HaidangError("usage", "no", {
    hint: "yes",
    details: { at: 1 },
    cause: new Error("secret"),
  });
  expect(full.body()).toEqual({
    error: { code: "usage", message: "no", hint: "yes", details: { at: 1 } },
  });
});
