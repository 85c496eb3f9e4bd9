import type { MapRequest } from "@haidang/contract/province-map.ts";

/** Outlines of the units, as they were set last. */
export interface MapRecords {
  get(): MapRequest | undefined;
  put(map: MapRequest): void;
}
