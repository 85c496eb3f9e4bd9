import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { readListing } from "./list.ts";
import { nutProbe } from "./nut-probe.ts";
import { feedOf, statusWords, upsReadings } from "./variable.ts";

/** A server on loopback that says what the test says; the real upsd is met by the conformance suite. */
async function upsd(talk: (socket: Socket, heard: string) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => talk(socket, String(chunk)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return z.object({ port: z.int() }).parse(server.address()).port;
}

async function run(port: number, timeoutMs = 2000) {
  const check: CheckOf<"nut"> = {
    id: "nut:device/ups-1",
    probe: "nut",
    target: { kind: "device", id: "ups-1" },
    intervalMs: 30_000,
    retryIntervalMs: 10_000,
    timeoutMs,
    settings: { address: "127.0.0.1", ups: "ups", port },
  };
  const signal = AbortSignal.timeout(timeoutMs);
  return await nutProbe(check).run({ agent: "a1", slotMs: 1_800_000_000_000, signal });
}

const listing = (...lines: string[]) =>
  [
    "BEGIN LIST VAR ups",
    ...lines.map((line) => `VAR ups ${line}`),
    "END LIST VAR ups",
    "OK Goodbye",
    "",
  ].join("\n");

describe("nutProbe", () => {
  test("a UPS on battery: its figures as SNMP has them, and what feeds it", async () => {
    const said = listing(
      'ups.status "OB DISCHRG"',
      'battery.runtime "1830"',
      'battery.charge "71"',
      'ups.load "34.5"',
    );
    const port = await upsd((socket) => socket.end(said));
    const { result, points } = await run(port);
    expect(result).toMatchObject({ probe: "nut", outcome: "ok" });
    expect(points[0]).toMatchObject({ measurement: "ups", fields: { onBattery: true, batteryLow: false } });
    expect(
      points.slice(1, 5).map(({ tags, fields }) => [tags["sensor"], tags["name"], tags["oid"], fields]),
    ).toEqual([
      ["runtime", "Battery time remaining", "battery.runtime", { value: 30.5 }],
      ["charge", "Battery charge", "battery.charge", { value: 71 }],
      ["load", "Output", "ups.load", { value: 34.5 }],
      ["state", "Output source", "ups.status", { value: 5, status: "battery" }],
    ]);
  });

  test("what comes in pieces is put together, and no password is sent", async () => {
    let asked = "";
    const port = await upsd((socket, heard) => {
      asked += heard;
      const text = listing('ups.status "OL"');
      for (const [index, letter] of [...text].entries()) setTimeout(() => socket.write(letter), index);
    });
    const { result } = await run(port);
    expect(result.outcome).toBe("ok");
    expect(asked).toBe("LIST VAR ups\nLOGOUT\n");
  });

  test.each([
    ["ERR UNKNOWN-UPS", "ups_unread"],
    ["ERR DRIVER-NOT-CONNECTED", "ups_unread"],
    ["ERR DATA-STALE", "ups_unread"],
    ["ERR ACCESS-DENIED", "credentials"],
    ["HTTP/1.1 400 Bad Request", "malformed_answer"],
    ["BEGIN LIST VAR other", "malformed_answer"],
    ['BEGIN LIST VAR ups\nVAR ups ups.status "OL', "malformed_answer"],
    ["BEGIN LIST VAR ups\n\u001b[2J", "malformed_answer"],
  ])("%j is %s", async (said, reason) => {
    const port = await upsd((socket) => socket.end(`${said}\n`));
    const { result, points } = await run(port);
    expect(result).toMatchObject({ outcome: "failed", reason });
    expect(result.detail ?? "").not.toMatch(/\p{Cc}/u);
    expect(points).toEqual([]);
  });

  test("lines without end are given up", async () => {
    const port = await upsd((socket) => {
      socket.write("BEGIN LIST VAR ups\n");
      const pour = () => {
        while (!socket.destroyed && socket.write(`VAR ups a "${"x".repeat(4000)}"\n`));
      };
      socket.on("drain", pour);
      pour();
    });
    expect((await run(port)).result).toMatchObject({ outcome: "failed", reason: "malformed_answer" });
  });

  test("silence, a closed connection and a closed port", async () => {
    const silent = await upsd(() => {});
    expect((await run(silent, 300)).result).toMatchObject({ outcome: "failed", reason: "timeout" });
    const closing = await upsd((socket) => socket.end());
    expect((await run(closing)).result).toMatchObject({ outcome: "failed", reason: "refused" });
  });
});

test("values carry quotes and backslashes", () => {
  const read = readListing(listing(String.raw`ups.model "Smart \"X\" \\ 1"`), "ups");
  expect(read).toEqual({ variables: new Map([["ups.model", String.raw`Smart "X" \ 1`]]) });
});

test.each([
  ["OL CHRG", { onBattery: false, batteryLow: false, onBypass: false }, ["normal", "batteryNormal"]],
  ["OB LB", { onBattery: true, batteryLow: true, onBypass: false }, ["battery", "batteryLow"]],
  ["OL BYPASS", { onBattery: false, batteryLow: false, onBypass: true }, ["bypass", "batteryNormal"]],
  ["FSD OB", { onBattery: true, batteryLow: true, onBypass: false }, ["battery", "batteryNormal"]],
  ["OL BOOST RB", { onBattery: false, batteryLow: false, onBypass: false }, ["booster", "batteryNormal"]],
  ["WAIT", { onBattery: false, batteryLow: false, onBypass: false }, ["other", "batteryNormal"]],
  ["", undefined, []],
])("the status %j", (status, feed, states) => {
  const variables = new Map([["ups.status", status]]);
  expect(feedOf(statusWords(variables))).toEqual(feed);
  expect(
    upsReadings(variables)
      .slice(0, 2)
      .map((reading) => reading.status),
  ).toEqual(states);
});

test("figures that are none, and variables nobody knows, are left out", () => {
  const variables = new Map([
    ["battery.charge", "n/a"],
    ["ups.load", "1e9"],
    ["input.voltage", "-0.5"],
    ["vendor.secret", "12"],
  ]);
  expect(upsReadings(variables)).toEqual([
    { kind: "voltage", name: "Input", variable: "input.voltage", value: -0.5 },
  ]);
});
