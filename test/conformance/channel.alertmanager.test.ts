import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { channelSchema } from "@haidang/contract/channel.ts";
import { resendEveryMs } from "@haidang/control-plane/notify/channel/alertmanager.ts";
import type { Message } from "@haidang/control-plane/notify/channel/channel.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { missing, titled } from "../acceptance/needs.ts";
import { freePort, hostileMessage, httpServer, incident, ioOf, message } from "./channel-scene.ts";

const lacking = missing("prometheus-alertmanager");
const { deliver } = createChannels();

/** An Alertmanager of our own that tells a receiver of ours of everything at once. */
async function alertmanager() {
  const receiver = await httpServer(() => ({ status: 200, body: "" }));
  const folder = await mkdtemp(join(tmpdir(), "haidang-alertmanager-"));
  const config = join(folder, "alertmanager.yml");
  const waits = "group_wait: 0s, group_interval: 1s, repeat_interval: 1h, group_by: ['...']";
  await writeFile(
    config,
    `route: { receiver: us, ${waits} }
receivers: [{ name: us, webhook_configs: [{ url: "${receiver.url}", send_resolved: true }] }]\n`,
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const places = [
    `--config.file=${config}`,
    `--storage.path=${folder}`,
    `--web.listen-address=${new URL(url).host}`,
  ];
  const child = spawn("prometheus-alertmanager", [...places, "--cluster.listen-address="], {
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await vi.waitUntil(
    () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    { timeout: 20_000 },
  );
  const close = async () => {
    child.kill("SIGKILL");
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, receiver, close };
}

const alertsSchema = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    endsAt: z.string(),
  }),
);

describe.skipIf(lacking.length > 0)(titled("a real Alertmanager", lacking), () => {
  test("shows our alert once, follows its severity, tells its receivers, and resolves it", async () => {
    const server = await alertmanager();
    const channel = channelSchema.parse({ id: "a", name: "A", kind: "alertmanager", urls: [server.url] });
    const tell = (one: Message) => deliver(channel, one, ioOf({ nowMs: Date.now() }));
    const shown = async () => alertsSchema.parse(await (await fetch(`${server.url}/api/v2/alerts`)).json());
    const startsMs = Date.now() - 60_000;
    const told = (status: string) => () =>
      server.receiver.asked.some(
        ({ body }) => JSON.parse(body).status === status && body.includes('"critical"'),
      );

    expect(await tell(message({ incidents: [incident({ startsMs, severity: "major" })] }))).toEqual({
      ok: true,
    });
    expect(await shown()).toMatchObject([{ labels: { alertname: "haidang_outage", severity: "major" } }]);

    const worse = message({ purpose: "update", incidents: [incident({ startsMs })] });
    expect(await tell(worse)).toEqual({ ok: true });
    // the same again, as it is sent each minute
    expect(await tell(worse)).toEqual({ ok: true });
    const [one, ...more] = await shown();
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      labels: {
        incident: "SC-1024",
        severity: "critical",
        kind: "link",
        id: "bai-chay-vnpt",
        carrier: "VNPT",
      },
      annotations: { summary: message().subject, description: message().text },
    });
    expect(Date.parse(one?.endsAt ?? "")).toBeGreaterThan(Date.now() + 2 * resendEveryMs);
    await vi.waitUntil(told("firing"), { timeout: 10_000 });

    const over = incident({ startsMs, state: "resolved", resolvedMs: Date.now() });
    expect(await tell(message({ purpose: "resolved", incidents: [over] }))).toEqual({ ok: true });
    expect(await shown()).toEqual([]);
    await vi.waitUntil(told("resolved"), { timeout: 10_000 });
    await server.close();
  });

  test("takes hostile names and a test as they are", async () => {
    const server = await alertmanager();
    const urls = [`http://127.0.0.1:${await freePort()}`, server.url];
    const channel = channelSchema.parse({ id: "a", name: "A", kind: "alertmanager", urls });
    const io = ioOf({ nowMs: Date.now() });
    expect(await deliver(channel, hostileMessage(), io)).toEqual({ ok: true });
    expect(await deliver(channel, message({ purpose: "test", incidents: [] }), io)).toEqual({ ok: true });
    await server.close();
  });
});
