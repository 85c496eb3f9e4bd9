import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { channelSchema } from "@haidang/contract/channel.ts";
import { createZalo } from "@haidang/control-plane/notify/channel/zalo.ts";
import { createZaloTokens } from "@haidang/control-plane/notify/channel/zalo-token.ts";
import { ioOf, message, secretKey } from "./channel-scene.ts";

/** Sends one message over Zalo with its refresh token in a file, and says what came of it. */
const [url = "", file = ""] = process.argv.slice(2);
const channel = channelSchema.parse({
  ...{
    id: "z",
    name: "Z",
    kind: "zalo",
    appId: "42",
    appSecret: { secret: "key" },
    refreshToken: { secret: "refresh" },
  },
  template: "99",
});
if (channel.kind !== "zalo") throw new Error("no Zalo");
const secrets = {
  get: (name: string) => (name === "refresh" ? readFileSync(file, "utf8") : secretKey),
  put(_name: string, value: string) {
    const handle = openSync(`${file}.new`, "w", 0o600);
    writeSync(handle, value);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(`${file}.new`, file);
  },
};
// far ahead, so that the access token of before is always over
const nowMs = Date.now() + 86_400_000 * Number(process.argv[4]);
const outcome = await createZalo(createZaloTokens(url), url)(channel, message(), ioOf({ secrets, nowMs }));
process.stdout.write(JSON.stringify(outcome));
