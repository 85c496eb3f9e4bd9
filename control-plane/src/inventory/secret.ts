import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import { secretRefSchema, secretsInText } from "@haidang/contract/secret.ts";
import { namesIn } from "./checks-with-secrets.ts";
import { makeFault } from "./fault.ts";
import type { Located } from "./read.ts";
import { type Entries, entryKinds } from "./reference.ts";

/** `{ secret: name }`, or `{secret:name}` in a text of a channel, where the vault has nothing under that name. */
export function secretFaults(entries: Entries, knows: (name: string) => boolean): InventoryFault[] {
  const faults: InventoryFault[] = [];
  const walk = (located: Located, path: string) => {
    const ref = secretRefSchema.safeParse(located.value);
    const inText = typeof located.value === "string" && path.startsWith("channels[");
    const names = inText ? secretsInText(String(located.value)) : ref.success ? [ref.data.secret] : [];
    for (const name of names.filter((one) => !knows(one))) {
      faults.push(makeFault("unknown_secret", located.place, path, { name }));
    }
    for (const [key, part] of located.parts) walk(part, `${path}.${key}`);
  };
  for (const kind of entryKinds) for (const { located, path } of entries[kind]) walk(located, path);
  return faults;
}

/** Which entries of the inventory name a secret, as `devices/co-to-router`; by the secret's name. */
export function usersOfSecrets(inventory: Inventory): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const [list, entries] of Object.entries(inventory)) {
    if (!Array.isArray(entries)) continue;
    for (const entry of entries) {
      const inTexts = list === "channels" ? secretsInText(JSON.stringify(entry)) : [];
      for (const name of new Set([...namesIn(entry), ...inTexts])) {
        users.set(name, [...(users.get(name) ?? []), `${list}/${idOf(entry)}`]);
      }
    }
  }
  return users;
}

function idOf(entry: unknown): string {
  return typeof entry === "object" && entry !== null && "id" in entry ? String(entry.id) : "";
}
