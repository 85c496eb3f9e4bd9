import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import type { Varbind } from "./value.ts";

/** One PDU is in flight at a time; every method rejects with `SnmpFault` and nothing else. */
export interface SnmpSession {
  readonly version: SnmpCredentials["version"];
  get(oids: readonly string[]): Promise<Varbind[]>;
  getNext(oids: readonly string[]): Promise<Varbind[]>;
  /** Not version 1. The first `nonRepeaters` come once, the others up to `maxRepetitions` times each. */
  getBulk(
    oids: readonly string[],
    options: { nonRepeaters: number; maxRepetitions: number },
  ): Promise<{ once: Varbind[]; repeated: Varbind[][] }>;
  /** What is in flight rejects with `timeout`. */
  close(): void;
}

export type SnmpSessionOptions = SnmpCredentials & {
  /** IP literal: a name would be resolved for every packet. */
  ip: string;
  port: number;
  /** Wait for one PDU before it is sent again, ms. */
  timeoutMs: number;
  retries: number;
};
