import { AsyncLocalStorage } from "node:async_hooks";
import type { AuditEntry } from "../store/access-records.ts";
import type { RecordStore } from "../store/records.ts";

/** What one request brought about, as far as it has gone. */
export interface Audited {
  /** Of its socket. */
  address: string;
  /** Entries it has left. */
  entries: number;
}

const requests = new AsyncLocalStorage<Audited>();

/** Entries made within `work` carry the request's address and are counted. */
export function audited<T>(request: Audited, work: () => T): T {
  return requests.run(request, work);
}

/** Records whose audit knows which request it is written for. */
export function auditing(records: RecordStore): RecordStore {
  return {
    ...records,
    audit: {
      ...records.audit,
      append(entry: AuditEntry) {
        const request = requests.getStore();
        if (request !== undefined) request.entries += 1;
        records.audit.append({ ...entry, address: entry.address ?? request?.address ?? "" });
      },
    },
  };
}
