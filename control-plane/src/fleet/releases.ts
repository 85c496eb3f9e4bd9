import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";
import {
  maxReleaseBytes,
  type Release,
  type ReleaseOffered,
  type ReleaseOfferRequest,
  type ReleaseRow,
  releaseStatement,
} from "@haidang/contract/release.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { ReleaseRecord } from "../store/releases.ts";

/** The secret that versions of the agent are signed with. */
const keyName = "release-key";

export interface Secrets {
  get(name: string): string | undefined;
  put(name: string, value: string): void;
}

/** Those it is offered to. */
export interface Offered {
  active(): AgentRecord[];
  requireActive(agent: string): void;
  offerRelease(
    agent: string,
    offer: { sequence: number; version: string; applyAtMs: number },
    nowMs: number,
  ): void;
}

export interface Releases {
  /** Signs a bundle and keeps it. Throws `body_invalid` for what is none, `conflict` for one that is here already. */
  add(bundle: Uint8Array, version: string, author: { by: string; nowMs: number }): ReleaseRow;
  /** Newest first. */
  list(): ReleaseRow[];
  /** Throws `not_found` where there is no such version or agent. */
  offer(request: ReleaseOfferRequest, fleet: Offered, nowMs: number): ReleaseOffered;
  /** What agents verify signatures with; undefined before there ever was a release. */
  key(): string | undefined;
  bySequence(sequence: number): Release | undefined;
  bundle(sha256: string): Uint8Array | undefined;
}

export function createReleases(records: RecordStore, secrets: Secrets): Releases {
  let known = records.releases.list();

  function privateKey(): string {
    const kept = secrets.get(keyName);
    if (kept !== undefined) return kept;
    const { privateKey: made } = generateKeyPairSync("ed25519", {
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    secrets.put(keyName, made);
    return made;
  }

  function find(version: string | undefined): ReleaseRecord {
    const found = known.findLast((release) => version === undefined || release.version === version);
    if (found !== undefined) return found;
    const what =
      version === undefined ? "no version of the agent here" : `no version ${version} of the agent here`;
    throw new HaidangError("not_found", `there is ${what}`, {
      hint: "haidang release add <file> brings one; haidang release list shows them",
    });
  }

  return {
    add(bundle, version, { by, nowMs }) {
      refuseNoBundle(bundle);
      const sha256 = createHash("sha256").update(bundle).digest("hex");
      const same = known.find((release) => release.sha256 === sha256);
      if (same !== undefined) {
        throw new HaidangError("conflict", `this bundle is here already, as ${same.version}`, {
          hint: "haidang agent upgrade offers it",
        });
      }
      const sequence = (known.at(-1)?.sequence ?? 0) + 1;
      const stated = { sequence, version, sha256, bytes: bundle.length };
      const signature = sign(null, Buffer.from(releaseStatement(stated)), privateKey()).toString("base64");
      const record = { ...stated, signature, addedMs: nowMs, by };
      records.transaction(() => {
        records.releases.add(record, bundle);
        const detail = `${version} ${sha256}`;
        records.audit.append({
          atMs: nowMs,
          actor: by,
          action: "release.add",
          object: String(sequence),
          detail,
        });
      });
      known = [...known, record];
      return rowOf(record);
    },
    list: () => known.toReversed().map(rowOf),
    offer({ agents, version, applyAtMs }, fleet, nowMs) {
      const release = find(version);
      const active = fleet.active();
      const absent =
        agents === "all" ? undefined : agents.find((id) => !active.some((agent) => agent.id === id));
      if (absent !== undefined) fleet.requireActive(absent);
      const meant = agents === "all" ? active : active.filter(({ id }) => agents.includes(id));
      const isRunning = ({ standing }: (typeof meant)[number]) =>
        standing.release?.sequence === release.sequence && standing.release.state === "applied";
      const fresh = meant.filter((agent) => !isRunning(agent));
      const atMs = applyAtMs ?? nowMs;
      for (const { id } of fresh) {
        fleet.offerRelease(
          id,
          { sequence: release.sequence, version: release.version, applyAtMs: atMs },
          nowMs,
        );
      }
      return {
        release: rowOf(release),
        applyAtMs: atMs,
        offered: fresh.map(({ id }) => id),
        running: meant.filter(isRunning).map(({ id }) => id),
      };
    },
    key() {
      const kept = secrets.get(keyName);
      if (kept === undefined) return undefined;
      return createPublicKey(createPrivateKey(kept))
        .export({ type: "spki", format: "der" })
        .toString("base64");
    },
    bySequence(sequence) {
      const found = known.find((release) => release.sequence === sequence);
      if (found === undefined) return undefined;
      const { addedMs: _added, by: _by, ...release } = found;
      return release;
    },
    bundle: records.releases.bundle,
  };
}

function rowOf({ signature: _signature, addedMs, ...release }: ReleaseRecord): ReleaseRow {
  return { ...release, addedAtMs: addedMs };
}

/** How every bundle of ours begins; see scripts/package. */
const mark = "// Haidang agent.";

function refuseNoBundle(bundle: Uint8Array): void {
  const text = Buffer.from(bundle);
  const isText = Buffer.from(text.toString("utf8")).equals(text);
  const begins = text.subarray(0, 200).toString("utf8");
  if (bundle.length <= maxReleaseBytes && isText && begins.includes(mark)) return;
  throw new HaidangError("body_invalid", "this is no bundle of the agent", {
    hint: "npm run package makes one: dist/haidang-agent/usr/lib/haidang-agent/agent.cjs",
  });
}
