import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gatekeeperRequest, readRasAnswer } from "../../agent/src/probe/h323/ras.ts";
import { newTransaction, optionsRequest } from "../../agent/src/probe/sip/request.ts";
import { missing, titled } from "../acceptance/needs.ts";
import { dissect } from "./dissect.ts";

const lacking = missing("tshark");

describe.skipIf(lacking.length > 0)(titled("what the video probes send, read by Wireshark", lacking), () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "haidang-packets-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const read = (payload: Buffer, ports: { from: number; to: number }, fields: readonly string[]) =>
    dissect(join(folder, "one.pcap"), payload, ports, fields);

  test.each([1, 4660, 65_535])("a gatekeeper request of sequence %d", async (sequence) => {
    const request = gatekeeperRequest(sequence, { address: "10.20.30.2", port: 40_000 });
    const seen = await read(request, { from: 40_000, to: 1719 }, [
      "h225.RasMessage",
      "h225.requestSeqNum",
      "h225.protocolIdentifier",
      "h225.ipV4",
      "h225.ipV4_port",
      "h225.terminal_element",
      "h225.mc",
    ]);
    expect(seen).toMatchObject({
      complaints: "",
      "h225.RasMessage": "0",
      "h225.requestSeqNum": String(sequence),
      "h225.protocolIdentifier": "0.0.8.2250.0.4",
      "h225.ipV4": "10.20.30.2",
      "h225.ipV4_port": "40000",
    });
  });

  test.each([
    ["GCF", "0480123306000891 4a0004 080047004b002d0051004e 000a141e0106b7", "1"],
    ["GRJ", "0800123306000891 4a0004 20", "2"],
    ["GRJ", "0880123306000891 4a0004 020047004b 60", "2"],
    ["unknownMessageResponse", "601233", "24"],
  ])("%s is read as Wireshark reads it: %s", async (message, hex, choice) => {
    const wire = Buffer.from(hex.replaceAll(" ", ""), "hex");
    const seen = await read(wire, { from: 1719, to: 40_000 }, [
      "h225.RasMessage",
      "h225.requestSeqNum",
      "h225.gatekeeperIdentifier",
      "h225.rejectReason",
    ]);
    expect(seen).toMatchObject({ complaints: "", "h225.RasMessage": choice, "h225.requestSeqNum": "4660" });
    const ours = readRasAnswer(wire);
    expect(ours).toMatchObject({ message, sequence: 4660 });
    if ("gatekeeperName" in ours) expect(ours.gatekeeperName).toBe(seen["h225.gatekeeperIdentifier"]);
    if ("rejectReason" in ours) {
      const reasons = ["resourceUnavailable", "terminalExcluded", "invalidRevision", "undefinedReason"];
      expect(ours.rejectReason).toBe(reasons[Number(seen["h225.rejectReason"])]);
    }
  });

  test.each(["udp", "tcp", "tls"] as const)("OPTIONS for %s", async (transport) => {
    const id = newTransaction();
    const settings = { address: "10.20.30.40", port: 5060, transport, via: "direct" } as const;
    const request = optionsRequest(settings, id, { address: "10.20.30.2", port: 40_000 });
    const seen = await read(request, { from: 40_000, to: 5060 }, [
      "sip.Method",
      "sip.r-uri",
      "sip.Via.branch",
      "sip.from.tag",
      "sip.CSeq.method",
      "sip.Max-Forwards",
      "sip.Content-Length",
    ]);
    expect(seen).toEqual({
      complaints: "",
      "sip.Method": "OPTIONS",
      "sip.r-uri": `sip:10.20.30.40:5060${transport === "udp" ? "" : `;transport=${transport}`}`,
      "sip.Via.branch": id.branch,
      "sip.from.tag": id.fromTag,
      "sip.CSeq.method": "OPTIONS",
      "sip.Max-Forwards": "70",
      "sip.Content-Length": "0",
    });
  });
});
