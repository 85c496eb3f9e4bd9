/** Whom a device heard at the other end of a cable. Texts are devices' own, cleaned where they came in; "" is not told. */
export interface Neighbour {
  /** Id of the device that was asked, and its port. */
  device: string;
  port: string;
  /** What that device calls itself. */
  self: string;
  name: string;
  address: string;
  /** UTC ms. */
  seenMs: number;
}

export interface NeighbourRecords {
  list(): Neighbour[];
  /** One for each port: the one before is forgotten. */
  put(neighbour: Neighbour): void;
  /** Drops those not heard since. */
  forget(beforeMs: number): void;
}
