import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { HaidangError } from "@haidang/contract/error.ts";
import { pinOf } from "@haidang/contract/pin-of.ts";
import type { Vault } from "@haidang/contract/vault.ts";
import { z } from "zod";
import { refuseWiderMode, writePrivateFile } from "../config/private-file.ts";
import type { ServerCertificate } from "./certificate.ts";
import { makeCertificate } from "./make-certificate.ts";

const dayMs = 86_400_000;
const authorityLifeMs = 10 * 365 * dayMs;
const leafLifeMs = 365 * dayMs;
const renewBeforeMs = 60 * dayMs;
/** Machines whose clocks are a little slow are to believe it at once. */
const backdatedMs = dayMs;

const pairSchema = z.object({ key: z.string(), certificate: z.string() });
const stateSchema = z.object({
  authority: pairSchema,
  /** Announced to agents, not in use yet. */
  next: pairSchema.optional(),
  leaf: pairSchema.extend({ hosts: z.array(z.string()) }),
});
type State = z.infer<typeof stateSchema>;
type Pair = z.infer<typeof pairSchema>;

export interface OwnCertificate extends ServerCertificate {
  /** Makes the next authority and tells agents to trust it too; false when there is one already. */
  announce(nowMs: number): boolean;
  /** The announced authority takes the place of the old one, which is trusted no more; false when there is none. */
  useNext(nowMs: number): boolean;
  /** Seals its keys with the vault's newest. */
  sealAnew(): void;
  /** The authority's certificate, for those who are to trust it. */
  authority(): string;
}

/**
 * A certificate of our own authority for these hosts. Keys lie sealed in `tls.json`; the authority's certificate lies in
 * `ca.pem` for people to hand out. Throws `data_folder` when the file is damaged or others could have read it.
 */
export function openOwnCertificate(options: {
  file: (name: string) => string;
  vault: Vault;
  hosts: readonly string[];
  nowMs: number;
}): OwnCertificate {
  const { file, vault, hosts, nowMs } = options;
  const path = file("tls.json");
  const listeners: (() => void)[] = [];
  let state = existsSync(path) ? read(path, vault) : begin(hosts, nowMs);

  function keep(next: State): void {
    state = next;
    writePrivateFile(path, `${JSON.stringify({ sealed: vault.seal(JSON.stringify(state)) })}\n`);
    writeFileSync(file("ca.pem"), state.authority.certificate, { mode: 0o600 });
    for (const listener of listeners) listener();
  }

  const check = (atMs: number) => {
    const { leaf } = state;
    const isDue = new X509Certificate(leaf.certificate).validToDate.getTime() < atMs + renewBeforeMs;
    const isOther = JSON.stringify(leaf.hosts) !== JSON.stringify(hosts);
    if (isDue || isOther) keep({ ...state, leaf: makeLeaf(state.authority, hosts, atMs) });
  };
  keep(state);
  check(nowMs);

  return {
    own: true,
    material: () => ({ key: state.leaf.key, cert: state.leaf.certificate + state.authority.certificate }),
    pins: () => [state.authority, ...(state.next === undefined ? [] : [state.next])].map(pairPin),
    hosts: () => state.leaf.hosts,
    validToMs: () => new X509Certificate(state.leaf.certificate).validToDate.getTime(),
    onChange: (listener) => void listeners.push(listener),
    check,
    sealAnew: () => keep(state),
    authority: () => state.authority.certificate,
    announce(atMs) {
      if (state.next !== undefined) return false;
      keep({ ...state, next: makeAuthority(atMs) });
      return true;
    },
    useNext(atMs) {
      if (state.next === undefined) return false;
      keep({ authority: state.next, leaf: makeLeaf(state.next, hosts, atMs) });
      return true;
    },
  };
}

function begin(hosts: readonly string[], nowMs: number): State {
  const authority = makeAuthority(nowMs);
  return { authority, leaf: makeLeaf(authority, hosts, nowMs) };
}

function read(path: string, vault: Vault): State {
  refuseWiderMode(
    path,
    `delete it so that new keys are made and agents have to enrol again, or run: chmod 600 ${path}`,
  );
  try {
    const { sealed } = z.object({ sealed: z.string() }).parse(JSON.parse(readFileSync(path, "utf8")));
    return stateSchema.parse(JSON.parse(vault.open(sealed)));
  } catch (cause) {
    if (cause instanceof HaidangError) throw cause;
    throw new HaidangError("data_folder", `${path} is damaged and holds no certificate`, {
      hint: "put it back from a backup made with --with-keys; without it new keys are made and agents have to enrol again",
      cause,
    });
  }
}

function pairPin({ certificate }: Pair): string {
  return pinOf(new X509Certificate(certificate));
}

function newKeys() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { publicKey, privateKey, key: String(privateKey.export({ type: "pkcs8", format: "pem" })) };
}

function makeAuthority(nowMs: number): Pair {
  const { key, privateKey, publicKey } = newKeys();
  const name = `Haidang authority ${new Date(nowMs).toISOString().slice(0, 10)}`;
  const certificate = makeCertificate(
    {
      ...{ name, publicKey, hosts: [], isAuthority: true },
      ...{ fromMs: nowMs - backdatedMs, toMs: nowMs + authorityLifeMs },
    },
    { name, key: privateKey },
  );
  return { key, certificate };
}

function makeLeaf(authority: Pair, hosts: readonly string[], nowMs: number): State["leaf"] {
  const { key, publicKey } = newKeys();
  const vouching = new X509Certificate(authority.certificate);
  const issuer = { name: vouching.subject.replace(/^CN=/, ""), key: createPrivateKey(authority.key) };
  const toMs = Math.min(nowMs + leafLifeMs, vouching.validToDate.getTime());
  const certificate = makeCertificate(
    {
      ...{ name: hosts[0] ?? "haidang", publicKey },
      ...{ hosts, isAuthority: false, fromMs: nowMs - backdatedMs, toMs },
    },
    issuer,
  );
  return { key, certificate, hosts: [...hosts] };
}
