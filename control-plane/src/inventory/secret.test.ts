import { inventorySchema } from "@haidang/contract/object.ts";
import { expect, it } from "vitest";
import { parseInventory } from "./parse.ts";
import { usersOfSecrets } from "./secret.ts";

const text = `
channels:
  - { id: chat, name: Chat, kind: webhook, url: "https://chat.example.vn", key: { secret: chat-key } }
  - { id: sms, name: SMS, kind: sms, url: "https://sms.example.vn", headers: { authorization: "Bearer {secret:sms-key}" } }
`;

it("secrets that channels name are in use, in the texts of a gateway too", () => {
  const channels = [
    {
      id: "chat",
      name: "Chat",
      kind: "webhook" as const,
      url: "https://chat.example.vn",
      key: { secret: "k" },
    },
    {
      ...{ id: "sms", name: "SMS", kind: "sms" as const, url: "https://sms.example.vn/{secret:k}" },
      headers: { authorization: "Bearer {secret:sms-key}" },
    },
  ];
  expect([...usersOfSecrets(inventorySchema.parse({ channels }))]).toEqual([
    ["k", ["channels/chat", "channels/sms"]],
    ["sms-key", ["channels/sms"]],
  ]);
});

it("names the line of a channel that needs what the vault does not have", () => {
  const result = parseInventory([{ path: "a.yaml", text }], (name) => name === "chat-key");
  expect("faults" in result ? result.faults : []).toMatchObject([
    { rule: "unknown_secret", line: 4, path: "channels[1].headers.authorization" },
  ]);
});
