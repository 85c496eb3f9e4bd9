import type { CheckOf } from "@haidang/contract/check.ts";
import { describe, expect, test } from "vitest";
import { scriptedSession } from "../../snmp/scripted-session.ts";
import { SnmpFault } from "../../snmp/session.ts";
import type { SnmpValue } from "../../snmp/value.ts";
import { portProbe } from "./port-probe.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const check: CheckOf<"port"> = {
  id: "port:link/co-to-1",
  probe: "port",
  target: { kind: "link", id: "co-to-1" },
  intervalMs: 30_000,
  retryIntervalMs: 5000,
  timeoutMs: 6000,
  settings: { address: "127.0.0.1", port: 161, version: "2c", community: "public", ifName: "Gi0/1" },
};

interface Port {
  name: string;
  oper: number;
  admin?: number;
  octets?: bigint;
}

/** Two ports; `ticks` of sysUpTime, 1/100 s. */
function device(ticks: number, ports: Readonly<Record<number, Port>>): Record<string, SnmpValue> {
  const variables: Record<string, SnmpValue> = { "1.3.6.1.2.1.1.3.0": ticks };
  for (const [index, { name, oper, admin = 1, octets = 0n }] of Object.entries(ports)) {
    variables[`1.3.6.1.2.1.2.2.1.2.${index}`] = bytes(name);
    variables[`1.3.6.1.2.1.2.2.1.7.${index}`] = admin;
    variables[`1.3.6.1.2.1.2.2.1.8.${index}`] = oper;
    variables[`1.3.6.1.2.1.2.2.1.10.${index}`] = Number(octets % 2n ** 32n);
    variables[`1.3.6.1.2.1.2.2.1.16.${index}`] = 0;
    variables[`1.3.6.1.2.1.31.1.1.1.1.${index}`] = bytes(name);
    variables[`1.3.6.1.2.1.31.1.1.1.6.${index}`] = octets;
    variables[`1.3.6.1.2.1.31.1.1.1.10.${index}`] = 0n;
  }
  return variables;
}

function probing(version: "1" | "2c" = "2c", of: typeof check | CheckOf<"port-near"> = check) {
  let variables: Record<string, SnmpValue> = {};
  const questions: string[][] = [];
  const probe = portProbe(of, () => {
    const session = scriptedSession(version, variables);
    questions.push(session.asked);
    return session;
  });
  return {
    questions,
    run: (next: Record<string, SnmpValue>, slotMs = 1_800_000_000_000) => {
      variables = next;
      return probe.run({ agent: "a1", slotMs, signal: AbortSignal.timeout(5000) });
    },
  };
}

describe("the port that carries a link", () => {
  test.each<[string, Omit<Port, "name">, object]>([
    ["up", { oper: 1 }, { outcome: "ok" }],
    ["of unknown state passes", { oper: 4 }, { outcome: "ok" }],
    ["down", { oper: 2 }, { outcome: "failed", reason: "port_down", detail: "Gi0/1: down" }],
    ["shut", { oper: 2, admin: 2 }, { outcome: "failed", reason: "port_down", detail: "Gi0/1: admin down" }],
    ["over a layer that is down", { oper: 7 }, { outcome: "failed", detail: "Gi0/1: lowerLayerDown" }],
    ["dormant", { oper: 5 }, { outcome: "cannot", reason: "standby", detail: "Gi0/1: dormant" }],
  ])("%s", async (_title, port, expected) => {
    const { result, points } = await probing().run(device(100, { 3: { name: "Gi0/1", ...port } }));
    expect(result).toMatchObject({ probe: "port", ...expected });
    expect(points).toMatchObject([{ measurement: "port", fields: { operStatus: port.oper } }]);
  });

  test("is asked by one question once it is found, and tells its rates", async () => {
    const { run, questions } = probing();
    await run(device(1000, { 3: { name: "Gi0/1", oper: 1, octets: 2n ** 33n } }));
    const { points } = await run(
      device(4000, { 3: { name: "Gi0/1", oper: 1, octets: 2n ** 33n + 37_500n } }),
    );
    expect(questions[1]).toEqual(["get"]);
    expect(points).toMatchObject([{ fields: { inBps: 10_000, outBps: 0 } }]);
  });

  test("is found anew when another port has its index", async () => {
    const { run } = probing();
    await run(device(1000, { 3: { name: "Gi0/1", oper: 1 }, 4: { name: "Gi0/2", oper: 1 } }));
    const { result } = await run(
      device(2000, { 3: { name: "Gi0/2", oper: 1 }, 4: { name: "Gi0/1", oper: 2 } }),
    );
    expect(result).toMatchObject({ outcome: "failed", reason: "port_down" });
  });

  test("that is not there, and a device that is silent, say nothing of the line", async () => {
    const { run } = probing();
    const { result } = await run(device(1000, { 4: { name: "Gi0/2", oper: 2 } }));
    expect(result).toMatchObject({ outcome: "cannot", reason: "no_port" });
    const silent = portProbe(check, () => ({
      ...scriptedSession("2c", {}),
      getBulk: () => Promise.reject(new SnmpFault("timeout", "no answer")),
    }));
    const answer = await silent.run({ agent: "a1", slotMs: 0, signal: AbortSignal.timeout(5000) });
    expect(answer.result).toMatchObject({ outcome: "cannot", reason: "snmp_no_answer" });
    expect(answer.points).toEqual([]);
  });

  test("of a device of version 1 too, and at the near end under a name of its own", async () => {
    const near = { ...check, probe: "port-near", id: "port-near:link/co-to-1" } as const;
    const { result, points } = await probing("1", near).run(device(100, { 3: { name: "Gi0/1", oper: 2 } }));
    expect(result).toMatchObject({ probe: "port-near", outcome: "failed", reason: "port_down" });
    expect(points).toMatchObject([{ measurement: "portNear" }]);
  });
});
