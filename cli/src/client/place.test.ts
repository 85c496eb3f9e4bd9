import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPlace } from "./place.ts";

let folder = "";
const key = "key-of-this-machine";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-place-"));
  for (const name of ["work/data", "checkout/data", "broken", "empty", "foreign/data"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, "work/data/endpoint.json"), '{"url":"http://127.0.0.1:9001","pid":1}');
  writeFileSync(join(folder, "work/data/admin.key"), `${key}\n`);
  writeFileSync(join(folder, "checkout/data/admin.key"), "key-of-the-checkout");
  writeFileSync(join(folder, "broken/endpoint.json"), "{");
  writeFileSync(join(folder, "foreign/data/report.csv"), "not ours");
});
afterAll(() => rmSync(folder, { recursive: true }));

function find(
  flags: Parameters<typeof findPlace>[0],
  { environment = {}, work = "work" }: { environment?: Record<string, string>; work?: string } = {},
) {
  const checkout = join(folder, "checkout");
  // profiles of whoever runs the test are none of its
  const settings = { XDG_CONFIG_HOME: join(folder, "settings"), ...environment };
  return findPlace(flags, {
    environment: settings,
    workFolder: join(folder, work),
    checkout,
    language: "en",
  });
}

test("the data folder beside us gives address and key", () => {
  expect(find({})).toEqual({
    url: "http://127.0.0.1:9001",
    folder: join(folder, "work/data"),
    key,
    keyFrom: join(folder, "work/data/admin.key"),
  });
});

test("a folder called data that is not ours is passed over for the checkout's own", () => {
  expect(find({}, { work: "foreign" })).toMatchObject({
    url: "http://127.0.0.1:8700",
    key: "key-of-the-checkout",
  });
});

test("flags go before the environment, and the environment before files; empty variables are not set", () => {
  const environment = { HAIDANG_URL: "http://127.0.0.1:9002/", HAIDANG_TOKEN: "token", HAIDANG_DATA: "data" };
  expect(find({}, { environment })).toMatchObject({
    url: "http://127.0.0.1:9002",
    key: "token",
    keyFrom: "HAIDANG_TOKEN",
  });
  expect(find({ url: "https://noc.example.vn/x/" }, { environment })).toMatchObject({
    url: "https://noc.example.vn/x",
  });
  const empty = { HAIDANG_URL: "", HAIDANG_TOKEN: "", HAIDANG_DATA: "" };
  expect(find({}, { environment: empty })).toMatchObject({ url: "http://127.0.0.1:9001", key });
});

test("the key of this machine is not sent to another address unless its folder was named", () => {
  const elsewhere = find({ url: "https://noc.example.vn" });
  expect(elsewhere.key).toBeUndefined();
  expect(elsewhere.withheld).toBe(join(folder, "work/data/admin.key"));
  expect(find({ url: "https://noc.example.vn", data: "data" }).key).toBe(key);
  expect(find({ url: "http://localhost:9009" }).key).toBe(key);
});

test("without a key there is none", () => {
  expect(find({ data: "../empty" })).toEqual({ url: "http://127.0.0.1:8700", folder: join(folder, "empty") });
});

test("what cannot be read says so", () => {
  expect(() => find({ data: "../broken" })).toThrow(
    expect.objectContaining({
      code: "data_folder",
      message: `${join(folder, "broken/endpoint.json")} does not say where the control plane is`,
    }),
  );
  expect(() => find({ url: "127.0.0.1:8700" })).toThrow(expect.objectContaining({ code: "usage" }));
});
