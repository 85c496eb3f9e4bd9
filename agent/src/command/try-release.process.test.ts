import { generateKeyPairSync, sign } from "node:crypto";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Release, type ReleaseOffer, releaseStatement } from "@haidang/contract/release.ts";
import { beforeEach, describe, expect, it } from "vitest";
import {
  bundlePath,
  isWhole,
  keepReleases,
  readReleases,
  sha256Of,
  writeBundle,
} from "../config/release-file.ts";
import { createReleaseTaker } from "../config/take-release.ts";
import type { Log } from "../self/log.ts";
import type { Centre } from "../ship/centre.ts";
import { tryRelease } from "./try-release.ts";

const keys = generateKeyPairSync("ed25519");
const key = keys.publicKey.export({ type: "spki", format: "der" }).toString("base64");
function released(bundle: string, sequence = 1, signer = keys.privateKey): Release {
  const stated = {
    sequence,
    version: `1.0.${sequence}`,
    sha256: sha256Of(Buffer.from(bundle)),
    bytes: bundle.length,
  };
  return {
    ...stated,
    signature: sign(null, Buffer.from(releaseStatement(stated)), signer).toString("base64"),
  };
}

let folder = "";
let base = "";
let said: string[] = [];
const hear = (event: string) => void said.push(event);
const log: Log = { info: hear, warn: hear, error: hear };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-trial-"));
  base = join(folder, "agent.cjs");
  writeFileSync(base, "// installed");
  said = [];
});

describe("a version on trial", () => {
  function attempt(bundle: string, withinMs: number) {
    const release = released(bundle);
    const trial = { ...release, over: sha256Of(Buffer.from("// installed")), attempts: 0 };
    keepReleases(folder, { highest: 0, key, trial });
    writeBundle(folder, release, bundle);
    return tryRelease({ folder, program: base, base, env: process.env, log }, withinMs);
  }

  it("that hangs is ended, and the former one goes on", async () => {
    expect(await attempt("setInterval(() => undefined, 1000);", 300).done).toBe("returned");
    const { trial, current, highest, report } = readReleases(folder);
    expect([trial, current, highest]).toEqual([undefined, undefined, 1]);
    expect(report).toMatchObject({ state: "returned", why: "it did not reach the control plane within 0 s" });
    expect(existsSync(bundlePath(folder, released("setInterval(() => undefined, 1000);")))).toBe(false);
  });
  it("whose file was changed since is not run", async () => {
    const path = join(folder, "ran");
    const bundle = `require("node:fs").writeFileSync(${JSON.stringify(path)}, "");`;
    const release = released(bundle);
    const trial = { ...release, over: "", attempts: 0 };
    keepReleases(folder, { highest: 0, key, trial });
    writeBundle(folder, release, `${bundle} `);
    expect(await tryRelease({ folder, program: base, base, env: {}, log }, 5_000).done).toBe("returned");
    expect([existsSync(path), said]).toEqual([false, ["release_returned"]]);
  });
  it("that takes the machine down with it is begun with three times and no more", async () => {
    const bundle = "setInterval(() => undefined, 1000);";
    const release = released(bundle);
    keepReleases(folder, { highest: 1, key, trial: { ...release, over: "", attempts: 3 } });
    writeBundle(folder, release, bundle);
    expect(await tryRelease({ folder, program: base, base, env: {}, log }, 5_000).done).toBe("returned");
    expect(readReleases(folder).report?.why).toContain("3 times");
  });
});

describe("an offer", () => {
  const bundle = "// Haidang agent. new";
  const offerOf = (release: Release, applyAtMs = 0): ReleaseOffer => ({ ...release, applyAtMs });

  /** What the centre is told in the end. */
  function take(offer: ReleaseOffer, more: { body?: string; releaseKey?: string; base?: string } = {}) {
    const told = Promise.withResolvers<string>();
    const due = Promise.withResolvers<string>();
    const centre: Centre = {
      url: "http://127.0.0.1:1",
      useToken: () => undefined,
      trust: () => undefined,
      close: () => undefined,
      async request({ method, body }) {
        if (method === "GET") return { status: 200, headers: {}, body: more.body ?? bundle };
        const { state, why } = JSON.parse(String(body));
        if (state === "refused") told.resolve(`${state}: ${why}`);
        return { status: 200, headers: {}, body: "" };
      },
    };
    const taker = createReleaseTaker({
      ...{ folder, base: more.base ?? base, trialOf: undefined, log, now: () => 1_000 },
      onDue: () => due.resolve("due"),
      onReached: () => undefined,
    });
    taker.heard({ release: offer, releaseKey: more.releaseKey ?? key }, centre);
    return Promise.race([told.promise, due.promise]).finally(() => taker.close());
  }

  it("is fetched, verified and due; its file is what was signed", async () => {
    const release = released(bundle, 2);
    expect(await take(offerOf(release))).toBe("due");
    expect(isWhole(folder, release, key)).toBe(true);
    expect(readReleases(folder)).toMatchObject({ key, trial: { sequence: 2, attempts: 0 } });
  });
  it("is refused by another key, changed in any part, or not newer", async () => {
    const other = generateKeyPairSync("ed25519").privateKey;
    const release = released(bundle, 2);
    expect(await take(offerOf(released(bundle, 2, other)))).toContain("signature");
    for (const changed of [{ sequence: 9 }, { version: "9.9.9" }, { bytes: 1 }, { sha256: "0".repeat(64) }])
      expect(await take(offerOf({ ...release, ...changed }))).toContain("signature");
    expect(await take(offerOf(release), { body: `${bundle}!` })).toContain("not what was signed");
    expect(await take(offerOf(release), { releaseKey: `${key.slice(0, -4)}AAAA` })).toContain("another key");
    expect(await take(offerOf(release), { base: "/checkout/agent/src/main.ts" })).toContain("checkout");
    keepReleases(folder, { ...readReleases(folder), highest: 2 });
    expect(await take(offerOf(release))).toContain("not newer");
    expect(readReleases(folder).trial).toBeUndefined();
  });
});
