import { HaidangError } from "@haidang/contract/error.ts";
import type { SecretRow } from "@haidang/contract/secret.ts";
import type { VaultFile } from "../config/vault-file.ts";
import type { RecordStore } from "../store/records.ts";

/** Who changes a secret, and when. */
export interface Deed {
  actor: string;
  nowMs: number;
}

/** Secrets by name, for what has to be written down without them: inventories, channels. */
export interface Secrets {
  /** For whoever uses it; never for an answer or a log. */
  get(name: string): string | undefined;
  /** Also replaces one; those who use it get it at once. */
  put(name: string, value: string, deed: Deed): void;
  list(): SecretRow[];
  /** Throws `not_found`, or `conflict` while something names it. */
  remove(name: string, deed: Deed): void;
  /** Seals everything with a new key and gives the old one up; tells how many secrets there are. */
  rotateKey(deed: Deed): { secrets: number };
}

const mostSecrets = 10_000;

export function openSecrets(options: {
  records: RecordStore;
  vault: VaultFile;
  /** What names which secret now. */
  usersOf: () => ReadonlyMap<string, readonly string[]>;
  /** Seals anew what lies outside the records. */
  sealFilesAnew: () => void;
  /** Told when agents may need another value. */
  onChange: () => void;
}): Secrets {
  const { records, vault, usersOf, sealFilesAnew, onChange } = options;
  const kept = new Map(records.secrets.list().map((secret) => [secret.name, secret]));
  const note = (action: string, object: string, { actor, nowMs }: Deed) =>
    records.audit.append({ atMs: nowMs, actor, action, object, detail: "" });

  function rotate(): void {
    records.sealAnew();
    sealFilesAnew();
    vault.endChange();
  }

  // a change of key that a crash broke off
  if (vault.changing()) rotate();

  return {
    get: (name) => kept.get(name)?.value,
    put(name, value, deed) {
      if (!kept.has(name) && kept.size >= mostSecrets) {
        throw new HaidangError("conflict", `there are ${mostSecrets} secrets already`, {
          hint: "haidang secret list shows which are not used; remove them",
        });
      }
      const secret = { name, value, changedMs: deed.nowMs, by: deed.actor };
      records.transaction(() => {
        records.secrets.put(secret);
        note("secret.set", name, deed);
      });
      kept.set(name, secret);
      onChange();
    },
    list() {
      const users = usersOf();
      return [...kept.values()]
        .toSorted((one, other) => (one.name < other.name ? -1 : 1))
        .map(({ name, changedMs, by }) => ({
          name,
          changedAtMs: changedMs,
          by,
          usedBy: [...(users.get(name) ?? [])],
        }));
    },
    remove(name, deed) {
      if (!kept.has(name)) {
        throw new HaidangError("not_found", `there is no secret ${JSON.stringify(name)}`, {
          hint: "haidang secret list shows them",
        });
      }
      const [user, ...others] = usersOf().get(name) ?? [];
      if (user !== undefined) {
        const more = others.length === 0 ? "" : ` and ${others.length} more`;
        throw new HaidangError("conflict", `the secret ${name} is in use by ${user}${more}`, {
          hint: "change the inventory first; haidang secret list shows where each is used",
        });
      }
      records.transaction(() => {
        records.secrets.remove(name);
        note("secret.remove", name, deed);
      });
      kept.delete(name);
    },
    rotateKey(deed) {
      vault.beginChange();
      rotate();
      note("vault.rotate-key", "", deed);
      return { secrets: kept.size };
    },
  };
}
