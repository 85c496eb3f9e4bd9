import { expect, test } from "vitest";
import { titleOf } from "./page.ts";

test.each<[string, string | undefined]>([
  ["<html><head><title>Cổng dịch vụ công</title>", "Cổng dịch vụ công"],
  ["<TITLE lang='vi'>\n  Tin\n tức </TITLE>", "Tin tức"],
  ["<title>A &amp; B &#7883; &#x1ecb; &unknown; &#99999999;</title>", "A & B ị ị &unknown; &#99999999;"],
  ["<title>red \u001b[31m and \u202e back</title>", "red [31m and back"],
  ["<title>&#27;]0;x&#7;</title>", "]0;x"],
  ["<title></title>", undefined],
  ["<p>no title", undefined],
  ["<title>never closed", undefined],
  [`<title>${"a".repeat(500)}</title>`, `${"a".repeat(79)}…`],
])("%j is called %j", (html, title) => expect(titleOf(Buffer.from(html))).toBe(title));
