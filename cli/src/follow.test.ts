import { HaidangError } from "@haidang/contract/error.ts";
import { expect, test } from "vitest";
import { follow } from "./follow.ts";

test("a server that goes away is waited for; a refusal ends it", async () => {
  const said: string[] = [];
  const answers = [
    "one",
    new HaidangError("unreachable", "gone"),
    "two",
    new HaidangError("forbidden", "no longer"),
    "never read",
  ];
  const read = async () => {
    const next = answers.shift();
    if (next instanceof HaidangError) throw next;
    return next ?? "";
  };
  const show = (text: string) => void said.push(text);
  const fail = ({ code }: HaidangError) => void said.push(code);
  await expect(follow({ read, show, fail, everyMs: 1 })).rejects.toThrow("no longer");
  expect(said).toEqual(["one", "unreachable", "two"]);
});

test("whoever is followed in vain is told at once, and a signal ends it", async () => {
  const away = async () => {
    throw new HaidangError("unreachable", "gone");
  };
  const nobody = () => expect.fail("nothing was read");
  await expect(follow({ read: away, show: nobody, fail: nobody })).rejects.toThrow("gone");
  const ended = new AbortController();
  let shown = 0;
  await follow({
    read: async () => "same",
    show: () => {
      shown += 1;
      if (shown === 3) ended.abort();
    },
    fail: nobody,
    everyMs: 1,
    signal: ended.signal,
  });
  expect(shown).toBe(3);
});
