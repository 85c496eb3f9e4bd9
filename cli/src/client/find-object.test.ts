import { HaidangError } from "@haidang/contract/error.ts";
import { expect, test } from "vitest";
import { actOn, findObject, matchName } from "./find-object.ts";

const links = [
  { id: "co-to-1", name: "Cô Tô 1" },
  { id: "co-to-2", name: "Cô Tô 2" },
  { id: "cai-chien-1", name: "Đường truyền Cái Chiên" },
  { id: "dam-ha", name: "Đầm Hà" },
  { id: "dam-ha-2", name: "Đầm Hà 2" },
];

test.each([
  ["co-to-1", "co-to-1"],
  ["Cô Tô 2", "co-to-2"],
  ["Cô Tô 2".normalize("NFD"), "co-to-2"],
  ["co to 2", "co-to-2"],
  ["DAM HA", "dam-ha"],
  ["cai-ch", "cai-chien-1"],
  ["duong", "cai-chien-1"],
  ["cái chiên", "cai-chien-1"],
])("%s is %s", (word, id) => {
  expect(matchName(word, links, "link", "en").id).toBe(id);
});

test("several are listed, near ones suggested", () => {
  expect(() => matchName("co-to", links, "link", "en")).toThrow(
    expect.objectContaining({
      code: "ambiguous",
      message: '"co-to" may mean several: co-to-1 (Cô Tô 1), co-to-2 (Cô Tô 2)',
    }),
  );
  expect(() => matchName("dm ha", links, "link", "vi")).toThrow(
    expect.objectContaining({
      code: "not_found",
      message: 'không có đường truyền nào là "dm ha"',
      hint: "ý bạn là dam-ha (Đầm Hà)?",
    }),
  );
  expect(() => matchName("zzz", links, "link", "en")).toThrow(
    expect.objectContaining({ code: "not_found", hint: "see them all with: haidang link list" }),
  );
  expect(() => matchName("", links, "link", "en")).toThrow(expect.objectContaining({ code: "not_found" }));
});

test("an id is asked for at once, other words after a look at the list, other errors go up", async () => {
  const server = { place: { url: "http://127.0.0.1:1" }, language: "en" } as const;
  const asked: string[] = [];
  const lookup = {
    kind: "link",
    list: async () => {
      asked.push("list");
      return links;
    },
    show: async (id: string) => {
      asked.push(id);
      if (id === "broken") throw new HaidangError("store_unavailable", "away");
      if (!links.some((link) => link.id === id)) throw new HaidangError("not_found", "no");
      return id;
    },
  } as const;
  await expect(findObject(server, "co-to-1", lookup)).resolves.toBe("co-to-1");
  await expect(findObject(server, "cai", lookup)).resolves.toBe("cai-chien-1");
  await expect(findObject(server, "Cô Tô 1", lookup)).resolves.toBe("co-to-1");
  await expect(findObject(server, "broken", lookup)).rejects.toThrow("away");
  expect(asked).toEqual(["co-to-1", "cai", "list", "cai-chien-1", "list", "co-to-1", "broken"]);
});

test("what changes something takes the id alone, and names what may have been meant", async () => {
  const server = { place: { url: "http://127.0.0.1:1" }, language: "en" } as const;
  const users = [{ id: "binh", name: "Nguyễn Văn Bình" }];
  const done: string[] = [];
  const lookup = {
    kind: "user",
    list: async () => users,
    act: async (id: string) => {
      if (id !== "binh") throw new HaidangError("not_found", "there is no such user");
      done.push(id);
    },
  } as const;
  await actOn(server, "binh", lookup);
  await expect(actOn(server, "bin", lookup)).rejects.toMatchObject({
    code: "not_found",
    message: 'there is no user "bin"',
    hint: "did you mean binh (Nguyễn Văn Bình)?",
  });
  const other = new HaidangError("not_found", "there is no unit x");
  await expect(actOn(server, "binh", { ...lookup, act: () => Promise.reject(other) })).rejects.toBe(other);
  expect(done).toEqual(["binh"]);
});
