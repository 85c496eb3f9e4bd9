import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

function settings(env: NodeJS.ProcessEnv) {
  const read = readSettings(env, "/srv/haidang");
  return "settings" in read ? read.settings : read;
}

test("without anything said, data beside the checkout and port 8700 on loopback", () => {
  expect(settings({})).toEqual({
    dataFolder: "/srv/haidang/data",
    isUsualFolder: true,
    listen: "127.0.0.1:8700",
    host: "127.0.0.1",
    port: 8700,
  });
});

test("a relative folder is relative to where npm was called", () => {
  expect(settings({ HAIDANG_DATA: "./x", INIT_CWD: "/home/me" })).toMatchObject({ dataFolder: "/home/me/x" });
});

test.each([
  ["[::1]:80", { host: "::1", port: 80 }],
  ["localhost:0", { host: "localhost", port: 0 }],
  ["8700", { badListen: "8700" }],
  ["a:70000", { badListen: "a:70000" }],
  ["a:1\n", { badListen: "a:1\n" }],
])("%j", (listen, expected) => {
  expect(settings({ HAIDANG_LISTEN: listen })).toMatchObject(expected);
});
