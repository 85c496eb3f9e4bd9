import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "@oclif/core";
import { afterEach, describe, expect, test, vi } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .toSorted();

async function load(file: string, language: string): Promise<Command.Class> {
  vi.resetModules();
  vi.stubEnv("HAIDANG_LANG", language);
  const module: { default: Command.Class } = await import(/* @vite-ignore */ `${folder}${file}`);
  return module.default;
}

afterEach(() => vi.unstubAllEnvs());

test("every command of the brief is there", () => {
  expect(files.map((file) => file.replace(/\.ts$/, "").replace("/", " "))).toEqual([
    "agent approve",
    "agent invite",
    "agent list",
    "agent revoke",
    "agent rotate",
    "agent show",
    "agent upgrade",
    "alert list",
    "audit list",
    "audit verify",
    "certificate rotate",
    "certificate show",
    "channel list",
    "channel test",
    "completion",
    "conference add",
    "conference cancel",
    "conference list",
    "conference quality",
    "conference readiness",
    "conference show",
    "device list",
    "device show",
    "discover",
    "doctor",
    "evidence make",
    "evidence verify",
    "feed check",
    "feed list",
    "heartbeat address",
    "heartbeat list",
    "heartbeat show",
    "help",
    "incident ack",
    "incident assign",
    "incident list",
    "incident note",
    "incident overrule",
    "incident resolve",
    "incident show",
    "incident unack",
    "inventory apply",
    "inventory diff",
    "inventory export",
    "inventory history",
    "inventory import",
    "inventory revert",
    "inventory show",
    "inventory template",
    "inventory validate",
    "link list",
    "link show",
    "link trace",
    "maintenance add",
    "maintenance cancel",
    "maintenance list",
    "map set",
    "muted",
    "notification list",
    "oncall",
    "probe",
    "profile add",
    "profile list",
    "profile remove",
    "profile use",
    "query",
    "rack list",
    "rack show",
    "release add",
    "release list",
    "report carrier",
    "report list",
    "report outages",
    "report show",
    "report sla",
    "restore",
    "secret list",
    "secret remove",
    "secret rotate-key",
    "secret set",
    "service list",
    "service show",
    "silence add",
    "silence expire",
    "silence list",
    "snmp discover",
    "snmp walk",
    "status",
    "store backup",
    "store migrate",
    "token create",
    "token list",
    "token revoke",
    "top",
    "unit find",
    "unit list",
    "unit show",
    "uptime",
    "user create",
    "user disable",
    "user enable",
    "user list",
    "user remove",
    "user reset-password",
    "user second-factor",
    "user set-role",
    "user set-scope",
    "user show",
    "video list",
    "video show",
    "watch-over",
    "watch",
  ]);
});

describe.each(files)("%s", (file) => {
  test("says in both languages what it does, with examples and explained flags", async () => {
    const said: string[][] = [];
    for (const language of ["en", "vi"]) {
      const command = await load(file, language);
      expect(command.summary).toBeTruthy();
      expect(command.description).toBeTruthy();
      expect(command.examples?.length).toBeGreaterThan(0);
      const name = `haidang ${file.replace(/\.ts$/, "").replace("/", " ")}`;
      for (const example of command.examples ?? []) {
        expect(example).toMatchObject({
          command: expect.stringContaining(name),
          description: expect.stringMatching(/\S/),
        });
      }
      const flags = Object.entries({ ...command.baseFlags, ...command.flags });
      for (const [flag, { summary }] of flags) expect(summary, flag).toBeTruthy();
      for (const [arg, { description }] of Object.entries(command.args ?? {})) {
        expect(description, arg).toBeTruthy();
      }
      const descriptions = (command.examples ?? []).map((one) =>
        typeof one === "string" ? one : one.description,
      );
      said.push([command.summary ?? "", command.description ?? "", ...descriptions]);
    }
    const [en = [], vietnamese = []] = said;
    expect(vietnamese).toHaveLength(en.length);
    for (const [index, text] of en.entries()) expect(vietnamese[index]).not.toBe(text);
  });
});
