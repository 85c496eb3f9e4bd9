import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";

/** What the centre watches already: which addresses, and which ids are taken. */
export interface Known {
  byAddress: ReadonlyMap<string, ObjectKey>;
  ids: ReadonlySet<string>;
}

export const nothingKnown: Known = { byAddress: new Map(), ids: new Set() };

/** Addresses stand alone, in a URL, before a port, or behind the @ of a question to a name server. */
const ipv4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

export function knownOf(objects: readonly Pick<ObjectStatus, "kind" | "id" | "address">[]): Known {
  const byAddress = new Map<string, ObjectKey>();
  for (const object of objects) {
    for (const address of object.address?.match(ipv4) ?? []) {
      if (!byAddress.has(address)) byAddress.set(address, objectKey(object));
    }
  }
  return { byAddress, ids: new Set(objects.map(({ id }) => id)) };
}
