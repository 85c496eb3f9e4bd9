import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { channelKinds, channelSchema, deliveryReasons } from "@haidang/contract/channel.ts";
import { jsonBody } from "@haidang/control-plane/notify/channel/body.ts";
import { signature } from "@haidang/control-plane/notify/channel/webhook.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { message, secretKey, startsMs } from "./channel-scene.ts";

const page = readFileSync(new URL("../../docs/channels.md", import.meta.url), "utf8");
const block = (language: string) => new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "";

test("its channels are of every kind, and valid", () => {
  const { channels } = z.object({ channels: z.array(channelSchema) }).parse(parse(block("yaml")));
  expect(channels.map(({ kind }) => kind).sort()).toEqual([...channelKinds].sort());
});

test("it names every reason, and every field of the body", () => {
  for (const reason of deliveryReasons) expect(page).toContain(`\`${reason}\``);
  const told: unknown = JSON.parse(block("json"));
  expect(Object.keys(z.record(z.string(), z.unknown()).parse(told))).toEqual(
    Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(jsonBody(message())))),
  );
});

test("its two ways of checking a signature take a right one and no other", async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-docs-"));
  const body = jsonBody(message());
  const header = signature(secretKey, body, startsMs);
  writeFileSync(join(folder, "body.json"), body);
  writeFileSync(join(folder, "check.mjs"), block("js"));
  const { isGenuine } = z
    .object({ isGenuine: z.custom<(...given: [string, string, string, number]) => boolean>() })
    .parse(await import(join(folder, "check.mjs")));
  expect(isGenuine(header, body, secretKey, startsMs)).toBe(true);
  expect(isGenuine(header, `${body} `, secretKey, startsMs)).toBe(false);
  expect(isGenuine(header, body, secretKey, startsMs + 400_000)).toBe(false);
  const shell = (key: string) =>
    spawnSync("sh", ["-c", block("sh")], { cwd: folder, env: { PATH: process.env["PATH"], header, key } })
      .status;
  expect(shell(secretKey)).toBe(0);
  expect(shell("other")).toBe(1);
  await rm(folder, { recursive: true, force: true });
});
