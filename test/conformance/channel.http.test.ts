import { createHmac } from "node:crypto";
import { channelSchema } from "@haidang/contract/channel.ts";
import type { ChannelIo, Delivered, Message } from "@haidang/control-plane/notify/channel/channel.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { createTelegram } from "@haidang/control-plane/notify/channel/telegram.ts";
import { createZalo } from "@haidang/control-plane/notify/channel/zalo.ts";
import { createZaloTokens } from "@haidang/control-plane/notify/channel/zalo-token.ts";
import { readEgressRules } from "@haidang/control-plane/notify/egress.ts";
import { describe, expect, test } from "vitest";
import {
  type Answering,
  freePort,
  httpServer,
  ioOf,
  message,
  type Scene,
  type SceneName,
  secretKey,
  vault,
} from "./channel-scene.ts";
import { channelSuite } from "./channel-suite.ts";

type Told = (url: string, message: Message, io: ChannelIo) => Promise<Delivered>;

/** A scene before a server of ours; `secrets` are what the channel's own names lead to. */
async function httpScene(
  scene: SceneName,
  told: Told,
  answers: Record<"good" | "credentials" | "later", Answering>,
  secrets: Record<string, string> = {},
): Promise<Scene> {
  const answering = scene === "silent" || scene === "refused" ? () => "silence" as const : answers[scene];
  const server = await httpServer(answering);
  const url = scene === "refused" ? `http://127.0.0.1:${await freePort()}` : server.url;
  const own = vault(secrets);
  return {
    deliver: (one, io) => told(url, one, ioOf({ secrets: own.secrets, ...io })),
    received: async () =>
      server.asked.map(({ url: path, body }) => decodeURIComponent(path) + body).join("\n"),
    close: server.close,
  };
}

const ok = (body = "ok") => ({ status: 200, body });
const later = () => ({ status: 429, headers: { "retry-after": "7" }, body: "slow down" });
const { deliver } = createChannels();

const webhook: Told = (url, one, io) =>
  deliver(channelSchema.parse({ id: "w", name: "W", kind: "webhook", url, key: { secret: "key" } }), one, io);
const webhookAnswers = { good: () => ok(), credentials: () => ({ status: 401, body: secretKey }), later };
channelSuite("webhook", (scene) => httpScene(scene, webhook, webhookAnswers), {
  hostile: (received) => {
    const told: unknown = JSON.parse(received.slice(received.indexOf("{")));
    expect(told).toMatchObject({
      subject: expect.stringContaining("<script>"),
      incidents: [{ id: "SC-1024" }],
    });
  },
});

describe("webhook", () => {
  test("signs time and body, and names the message so that a repeated one is known", async () => {
    const server = await httpServer(() => ok());
    await webhook(server.url, message(), ioOf());
    const [asked] = server.asked;
    const [, atS, hex] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(asked?.headers["haidang-signature"])) ?? [];
    expect(Number(atS)).toBe(ioOf().nowMs / 1000);
    expect(hex).toBe(createHmac("sha256", secretKey).update(`${atS}.${asked?.body}`).digest("hex"));
    expect(asked?.headers["idempotency-key"]).toBe("n-7f3a");
    await server.close();
  });

  test("follows no redirect", async () => {
    const within = await httpServer(() => ok());
    const server = await httpServer(() => ({ status: 302, headers: { location: within.url }, body: "" }));
    const outcome = await webhook(server.url, message(), ioOf());
    expect(outcome).toMatchObject({
      reason: "rejected",
      final: true,
      detail: expect.stringContaining("redirects"),
    });
    expect(within.asked).toEqual([]);
    await Promise.all([server.close(), within.close()]);
  });

  test("an answer without end is read in part", async () => {
    const server = await httpServer(() => ({ status: 500, body: "x".repeat(3_000_000) }));
    const outcome = await webhook(server.url, message(), ioOf());
    expect(outcome).toMatchObject({ reason: "server_fault" });
    expect(JSON.stringify(outcome).length).toBeLessThan(500);
    await server.close();
  });

  test("without leave no inner address is asked, and the refusal says what to add", async () => {
    const server = await httpServer(() => ok());
    const spellings = [
      "127.0.0.1",
      "localhost",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "[::ffff:127.0.0.1]",
      "127.1",
    ];
    for (const host of spellings) {
      const outcome = await webhook(
        `http://${host}:${server.port}`,
        message(),
        ioOf({ allowed: readEgressRules("") }),
      );
      expect(outcome, host).toMatchObject({ reason: "not_allowed", final: true });
      expect(outcome.detail, host).toContain("to HAIDANG_EGRESS_ALLOW");
    }
    expect(server.asked).toEqual([]);
    const named = await webhook(
      `http://localhost:${server.port}`,
      message(),
      ioOf({ allowed: readEgressRules("localhost") }),
    );
    expect(named).toEqual({ ok: true });
    await server.close();
  });
});

const smsSettings = (url: string) => ({
  ...{ id: "s", name: "S", kind: "sms", url: `${url}/json/SendMultipleMessage_V4_post_json/` },
  headers: { "Content-Type": "application/json" },
  body: `{"ApiKey":"{secret:key}","SecretKey":"{secret:key2}","Brandname":"NOC QN","Phone":"{phone}","Content":"{text}","SmsType":"2","IsUnicode":"0","RequestId":"{id}"}`,
  accepted: '"CodeResult":"100"',
});
const sms: Told = (url, one, io) => deliver(channelSchema.parse(smsSettings(url)), one, io);
// what it got shows the key, as it must: the gateway's own log is taken without it
const esms: Answering = ({ body }) => {
  const told = JSON.parse(body);
  return ok(
    told.ApiKey === secretKey && told.SmsType === "2"
      ? '{"CodeResult":"100","SMSID":"1"}'
      : '{"CodeResult":"101"}',
  );
};
const smsAnswers = { good: esms, credentials: () => ({ status: 403, body: `bad key ${secretKey}` }), later };
channelSuite(
  "sms",
  async (scene) => {
    const opened = await httpScene(scene, sms, smsAnswers, { key2: 'a"b\\c' });
    return {
      ...opened,
      received: async () => (await opened.received()).replaceAll(`"ApiKey":"${secretKey}"`, ""),
    };
  },
  {
    hostile: (received) => {
      const told: unknown = JSON.parse(received.slice(received.indexOf("{")).replace("{,", "{"));
      expect(told).toMatchObject({ SecretKey: 'a"b\\c', Phone: "84912345678", RequestId: "n-7f3a" });
      expect(told).toMatchObject({ Content: expect.stringMatching(/^x Bcc[ -~]{1,160}(?!\n)$/) });
    },
  },
);

test("a gateway that says 200 and means no is tried again under the same id", async () => {
  const server = await httpServer(() => ok(`{"CodeResult":"104","ErrorMessage":"${secretKey}"}`));
  const own = vault({ key2: "x" });
  const outcome = await sms(server.url, message(), ioOf({ secrets: own.secrets }));
  expect(outcome).toMatchObject({
    ok: false,
    reason: "server_fault",
    detail: expect.stringContaining("104"),
  });
  expect(outcome.detail).not.toContain(secretKey);
  await server.close();
});

const botToken = `123456:${secretKey.replaceAll(/[^A-Za-z0-9_-]/g, "")}-bot`;
const telegram: Told = (url, one, io) =>
  createTelegram(url)({ id: "t", name: "T", kind: "telegram", token: { secret: "bot" } }, one, io);
const telegramAnswers = {
  good: (({ url }) => {
    if (url !== `/bot${botToken}/sendMessage`)
      return { status: 404, body: '{"ok":false,"description":"Not Found"}' };
    return ok('{"ok":true,"result":{}}');
  }) satisfies Answering,
  credentials: () => ({ status: 401, body: '{"ok":false,"error_code":401,"description":"Unauthorized"}' }),
  later: () => ({
    status: 429,
    body: '{"ok":false,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}',
  }),
};
channelSuite(
  "telegram",
  async (scene) => {
    const opened = await httpScene(scene, telegram, telegramAnswers, { bot: botToken });
    return { ...opened, received: async () => (await opened.received()).replaceAll(botToken, "") };
  },
  {
    hostile: (received) => {
      const told: unknown = JSON.parse(received.slice(received.indexOf("{")));
      expect(told).toMatchObject({ chat_id: "1001", text: expect.stringContaining("<script>") });
      expect(told).not.toHaveProperty("parse_mode");
    },
  },
);

const zaloChannel = channelSchema.parse({
  ...{
    id: "z",
    name: "Z",
    kind: "zalo",
    appId: "42",
    appSecret: { secret: "key" },
    refreshToken: { secret: "refresh" },
  },
  template: "99",
  parameters: { doi_tuong: "{object}", luc: "{time}", ma: "{incident}" },
});
/** Both of its hosts in one. */
const zalo: Told = (url, one, io) => {
  if (zaloChannel.kind !== "zalo") throw new Error("no Zalo");
  return createZalo(createZaloTokens(url), url)(zaloChannel, one, io);
};
const zaloToken = ok('{"access_token":"access-1","refresh_token":"refresh-2","expires_in":"90000"}');
const zaloOr =
  (answer: string): Answering =>
  ({ url }) =>
    url === "/v4/oa/access_token" ? zaloToken : ok(answer);
const zaloAnswers = {
  good: zaloOr('{"error":0,"message":"Success","data":{"msg_id":"m"}}'),
  credentials: () => ok(`{"error_name":"Invalid refresh token","error":-14014}`),
  later: zaloOr('{"error":-144,"message":"Quota"}'),
};
channelSuite("zalo", (scene) => httpScene(scene, zalo, zaloAnswers, { refresh: "refresh-1" }), {
  hostile: (received) => {
    const told: unknown = JSON.parse(received.slice(received.indexOf("/message/template") + 17));
    expect(told).toMatchObject({ phone: "84912345678", template_id: "99", tracking_id: "n-7f3a" });
    expect(told).toMatchObject({ template_data: { ma: "SC-1024", luc: "13:05 23/11/2026" } });
  },
});

const alertmanager: Told = (url, one, io) => {
  const settings = { id: "a", name: "A", kind: "alertmanager", urls: [`${url}/`], token: { secret: "key" } };
  return deliver(channelSchema.parse(settings), one, io);
};
channelSuite(
  "alertmanager, before a server of ours",
  (scene) => httpScene(scene, alertmanager, webhookAnswers),
  {
    hostile: (received) => {
      const told: unknown = JSON.parse(received.replace("/api/v2/alerts", ""));
      expect(told).toMatchObject([{ labels: { alertname: "haidang_outage", incident: "SC-1024" } }]);
    },
  },
);
