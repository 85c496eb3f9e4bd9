import { channelSchema } from "@haidang/contract/channel.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { hostileMessage, hostileText, ioOf } from "./channel-scene.ts";

/** The channels that start programs, with hostile text in every field that takes one. */
const [folder = "", device = ""] = process.argv.slice(2);
const { deliver } = createChannels();
const settings = [
  { kind: "command", program: "take", arguments: [hostileText.replaceAll("\0", ""), "; id", "$(id)"] },
  { kind: "gsm", device },
  { kind: "gsm", device: "/dev/-F/id" },
];
for (const one of settings) {
  const outcome = await deliver(
    channelSchema.parse({ id: "c", name: "C", ...one }),
    hostileMessage(),
    ioOf({ folder }),
  );
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
