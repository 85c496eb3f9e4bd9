import type { Release } from "@haidang/contract/release.ts";

export interface ReleaseRecord extends Release {
  addedMs: number;
  by: string;
}

export interface ReleaseRecords {
  /** Oldest first. */
  list(): ReleaseRecord[];
  add(release: ReleaseRecord, bundle: Uint8Array): void;
  bundle(sha256: string): Uint8Array | undefined;
}
