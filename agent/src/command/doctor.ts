import { accessSync, constants } from "node:fs";
import { readFile, statfs } from "node:fs/promises";
import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { addressesOf } from "../config/addresses.ts";
import { readEnvironment } from "../config/environment.ts";
import { makeFolder } from "../config/folder.ts";
import { readIdentity } from "../config/identity.ts";
import { credentialStands, type Identity, identityPath } from "../enrol/enrol.ts";
import { findIcmpTool } from "../probe/icmp/find-icmp-tool.ts";
import { readSynchronisation } from "../probe/stamp/synchronisation.ts";
import type { ClockError } from "../probe/stamp/timestamp.ts";
import { errorText } from "../self/log.ts";
import { connectCentres } from "../ship/centres.ts";
import type { Scene } from "./scene.ts";
import { type CommandWord, say } from "./words.ts";

type Values = Readonly<Record<string, string | number>>;

/** `bad` keeps the agent from its work, `poor` from part of it. */
export interface Finding {
  weight: "good" | "poor" | "bad";
  word: CommandWord;
  values?: Values;
  mend?: CommandWord;
}

/** `haidang-agent doctor`: each thing on a line, and below it how to mend it. Resolves with whether nothing is bad. */
export async function examineMachine({ env, cwd, version, language, print }: Scene): Promise<boolean> {
  const { folder, urls } = readEnvironment(env, cwd);
  print(`haidang-agent ${version}, Node ${process.versions.node}`);
  const findings = [
    icmpFinding(await findIcmpTool()),
    portsFinding(await readFile("/proc/self/status", "utf8").catch(() => "")),
    clockFinding(await readSynchronisation()),
    await folderFinding(folder),
    await centreFinding(folder, urls),
  ];
  for (const finding of findings) {
    const { weight, word, values, mend } = finding;
    print(`${say(language, weight)}  ${say(language, word, values)}`);
    const indent = " ".repeat(say(language, weight).length + 2);
    if (mend !== undefined) print(`${indent}${say(language, "mend", { how: say(language, mend, values) })}`);
  }
  return findings.every(({ weight }) => weight !== "bad");
}

export function icmpFinding(tool: Facts["icmp"]): Finding {
  const detail = tool.detail ?? "";
  if ("by" in tool) {
    if (tool.by === "fping") return { weight: "good", word: "icmpFping" };
    return { weight: "poor", word: "icmpPing", values: { detail }, mend: "fpingMend" };
  }
  if (tool.missing === "tool_missing") return { weight: "bad", word: "icmpMissing", mend: "fpingMend" };
  if (tool.missing === "no_permission") return { weight: "bad", word: "icmpForbidden", mend: "rawMend" };
  return { weight: "bad", word: "icmpFault", values: { detail } };
}

/** Number of CAP_NET_BIND_SERVICE in a set of capabilities, capabilities(7). */
const bindService = 10n;

/** From /proc/self/status: effective capabilities, and the user. */
export function portsFinding(status: string): Finding {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  if ((effective >> bindService) & 1n) return { weight: "good", word: "portsLow" };
  return { weight: "poor", word: "portsHigh", mend: "portsMend" };
}

export function clockFinding({ synchronised, errorMs }: ClockError): Finding {
  if (!synchronised) return { weight: "poor", word: "clockBad", mend: "clockMend" };
  return { weight: "good", word: "clockGood", values: { ms: Math.max(1, Math.ceil(errorMs)) } };
}

/** Below this the spool has no room for an outage of the line, MB. */
const leastFreeMb = 200;

async function folderFinding(folder: string): Promise<Finding> {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    const values = { folder, mb: Math.floor((bavail * bsize) / 1024 / 1024) };
    if (values.mb >= leastFreeMb) return { weight: "good", word: "folderGood", values };
    return { weight: "poor", word: "folderFull", values, mend: "folderFullMend" };
  } catch (error) {
    const cause = error instanceof HaidangError && error.cause !== undefined ? error.cause : error;
    return {
      weight: "bad",
      word: "folderBad",
      values: { folder, why: errorText(cause) },
      mend: "folderMend",
    };
  }
}

async function centreFinding(folder: string, urls: readonly string[]): Promise<Finding> {
  let kept: Identity | undefined;
  try {
    kept = readIdentity(identityPath(folder));
  } catch (error) {
    return { weight: "bad", word: "identityBad", values: { why: errorText(error) }, mend: "identityMend" };
  }
  if (kept === undefined) return { weight: "bad", word: "notEnrolled", mend: "notEnrolledMend" };
  const centre = connectCentres(addressesOf(urls, kept), { pins: kept.pins ?? [], now: Date.now });
  centre.useToken(kept.token);
  const stands = await credentialStands(centre, AbortSignal.timeout(10_000));
  // the one that answered
  const values = { url: centre.url, agent: deviceText(kept.agent) };
  centre.close();
  if (stands === "yes") return { weight: "good", word: "centreGood", values };
  if (stands === "no") return { weight: "bad", word: "centreRefused", values, mend: "centreRefusedMend" };
  return { weight: "bad", word: "centreAway", values, mend: "centreAwayMend" };
}
