import type { FieldValue, Point } from "./point.ts";

export type FieldType = "float" | "int" | "string" | "boolean";

/**
 * `gauge` may go either way; `counter` only rises until it is reset; `text` is a word or a sentence; `histogram` is
 * a text as `histogram.ts` writes it.
 */
export type FieldKind = "gauge" | "counter" | "text" | "histogram";

export interface FieldDefinition {
  type: FieldType;
  kind: FieldKind;
  /** UCUM-like unit: ms, bit/s, octet, %, byte, s, 1 (a count), or none for text. */
  unit: string;
}

export interface MeasurementDefinition {
  /** Always present on every point. */
  tags: readonly string[];
  fields: Readonly<Record<string, FieldDefinition>>;
}

const float = (unit: string): FieldDefinition => ({ type: "float", kind: "gauge", unit });
const int = (unit: string): FieldDefinition => ({ type: "int", kind: "gauge", unit });
const counter = (unit: string): FieldDefinition => ({ type: "int", kind: "counter", unit });
const boolean: FieldDefinition = { type: "boolean", kind: "gauge", unit: "1" };
const text: FieldDefinition = { type: "string", kind: "text", unit: "none" };
const histogram = (unit: string): FieldDefinition => ({ type: "string", kind: "histogram", unit });

/** Every object-bound point carries who measured it and what: `agent`, `kind`, `id`. */
const objectTags = ["agent", "kind", "id"] as const;

const portFields = {
  adminStatus: int("1"),
  operStatus: int("1"),
  inBps: float("bit/s"),
  outBps: float("bit/s"),
} as const;

/** The one list of what is measured: store, dashboards, CLI and docs read it. */
export const measurements = {
  /** One result of one check: `outcome` is ok, failed or cannot (see `result.ts`). */
  check: {
    tags: [...objectTags, "probe"],
    fields: { outcome: text, reason: text, detail: text, durationMs: float("ms") },
  },
  /** One window of echo requests, stamped with its end. Percentiles are of the replies that came. */
  icmp: {
    tags: objectTags,
    fields: {
      sent: int("1"),
      received: int("1"),
      lossPct: float("%"),
      rttMinMs: float("ms"),
      rttMeanMs: float("ms"),
      rttP50Ms: float("ms"),
      rttP95Ms: float("ms"),
      rttP99Ms: float("ms"),
      rttMaxMs: float("ms"),
      rttHistogram: histogram("ms"),
      jitterMs: float("ms"),
    },
  },
  /** Five echo requests from the far end of a link to its near end; `icmp` is the other way. */
  icmpFar: {
    tags: objectTags,
    fields: {
      sent: int("1"),
      received: int("1"),
      lossPct: float("%"),
      rttMinMs: float("ms"),
      rttP50Ms: float("ms"),
      rttMaxMs: float("ms"),
    },
  },
  /** The port that carries a link, at its interface of the inventory; rates as the device counts them. */
  port: { tags: objectTags, fields: portFields },
  /** The port at the other end of the link. */
  portNear: { tags: objectTags, fields: portFields },
  /** SNMPv2-MIB system group (RFC 3418). `uptimeS` is the SNMP agent's, from sysUpTime. */
  device: {
    tags: objectTags,
    fields: { sysName: text, sysDescr: text, sysObjectID: text, uptimeS: float("s") },
  },
  /** IF-MIB (RFC 2863), one point an interface; rates come from two readings of the same PDU's sysUpTime. */
  interface: {
    tags: [...objectTags, "ifName"],
    fields: {
      ifIndex: int("1"),
      alias: text,
      speedBps: float("bit/s"),
      adminStatus: int("1"),
      operStatus: int("1"),
      inOctets: counter("octet"),
      outOctets: counter("octet"),
      inErrors: counter("1"),
      outErrors: counter("1"),
      inDiscards: counter("1"),
      outDiscards: counter("1"),
      inBps: float("bit/s"),
      outBps: float("bit/s"),
    },
  },
  /**
   * Who a device hears at the other end of a cable by LLDP (IEEE 802.1AB), one point for each of its ports. `self` is
   * what the device calls itself, `sysName`, `port` and `address` what the neighbour says of itself.
   */
  neighbour: {
    tags: [...objectTags, "ifName"],
    fields: { self: text, sysName: text, port: text, address: text },
  },
  /**
   * One sensor of a device. `sensor` is its kind and settles the unit (see `sensor.ts`); `oid` is where its raw
   * value stands, with a leading dot; of a UPS served by NUT, the name of the variable. `status` is the word of a state, where the device's profile knows it; `unit`
   * is there when it is not the one of the kind.
   */
  sensor: {
    tags: [...objectTags, "sensor", "name", "oid"],
    fields: { value: float("1"), status: text, unit: text },
  },
  /**
   * What a device said of its own accord (RFC 3416 SNMPv2-Trap, Inform; RFC 1157 Trap), kept as evidence; no state comes
   * of it. `trap` is the name, or the OID `oid` where it has none that is known; `repeats` how often the same was said
   * since it was written before.
   */
  trap: {
    tags: [...objectTags, "trap"],
    fields: { oid: text, version: text, source: text, varbinds: text, repeats: int("1") },
  },
  /** One processor of a device; several are not averaged. */
  processor: { tags: [...objectTags, "oid"], fields: { pct: float("%") } },
  /** Working memory of a device. */
  memory: {
    tags: [...objectTags, "name"],
    fields: { totalBytes: int("byte"), usedBytes: int("byte") },
  },
  /** File systems, flash and disks of a device. */
  storage: {
    tags: [...objectTags, "name"],
    fields: { totalBytes: int("byte"), usedBytes: int("byte") },
  },
  /** The agent's own machine, from /proc. */
  host: {
    tags: objectTags,
    fields: {
      cpuPct: float("%"),
      load1: float("1"),
      load5: float("1"),
      load15: float("1"),
      memTotalBytes: int("byte"),
      memUsedBytes: int("byte"),
      swapTotalBytes: int("byte"),
      swapUsedBytes: int("byte"),
      uptimeS: float("s"),
    },
  },
  hostDisk: {
    tags: [...objectTags, "mount"],
    fields: { totalBytes: int("byte"), usedBytes: int("byte"), usedPct: float("%") },
  },
  hostNet: {
    tags: [...objectTags, "ifName"],
    fields: {
      inOctets: counter("octet"),
      outOctets: counter("octet"),
      inBps: float("bit/s"),
      outBps: float("bit/s"),
    },
  },
  /** Phases of one HTTP(S) request, each from the start of that phase. */
  http: {
    tags: objectTags,
    fields: {
      statusCode: int("1"),
      dnsMs: float("ms"),
      connectMs: float("ms"),
      tlsMs: float("ms"),
      firstByteMs: float("ms"),
      totalMs: float("ms"),
      bodyBytes: int("byte"),
    },
  },
  /** One question to one name server. `rcode` as in RFC 1035 4.1.1; `answers` counts records of the type asked for. */
  dns: {
    tags: objectTags,
    fields: { responseMs: float("ms"), answers: int("1"), rcode: text },
  },
  tcp: { tags: objectTags, fields: { connectMs: float("ms") } },
  /** One TLS handshake. `daysLeft` of the server's own certificate, below 0 once it is over; `chain` is `ok` or why not. */
  tls: {
    tags: objectTags,
    fields: {
      connectMs: float("ms"),
      handshakeMs: float("ms"),
      daysLeft: float("d"),
      chain: text,
      protocol: text,
    },
  },
  /**
   * One window of STAMP packets (RFC 8762), stamped with its end. Loss by direction only where the reflector counts;
   * one-way delay (medians) only where both clocks are synchronised. `pdvMs` is p99 - min (RFC 5481), jitter as in
   * RFC 3550 6.4.1. `voided` replies were left out of every delay because this machine stalled.
   */
  stamp: {
    tags: objectTags,
    fields: {
      sent: int("1"),
      received: int("1"),
      lossPct: float("%"),
      lostForward: int("1"),
      lostBack: int("1"),
      lossForwardPct: float("%"),
      lossBackPct: float("%"),
      longestLossRun: int("1"),
      duplicates: int("1"),
      reordered: int("1"),
      voided: int("1"),
      rttMinMs: float("ms"),
      rttMeanMs: float("ms"),
      rttP50Ms: float("ms"),
      rttP95Ms: float("ms"),
      rttP99Ms: float("ms"),
      rttMaxMs: float("ms"),
      rttHistogram: histogram("ms"),
      pdvMs: float("ms"),
      jitterMs: float("ms"),
      jitterForwardMs: float("ms"),
      jitterBackMs: float("ms"),
      forwardMs: float("ms"),
      backMs: float("ms"),
    },
  },
  /** One SIP OPTIONS transaction (RFC 3261 §11). `inCall`: the answer was 486 or 600. */
  sip: {
    tags: objectTags,
    fields: {
      statusCode: int("1"),
      responseMs: float("ms"),
      inCall: boolean,
      /** Answers 500 or 503 in a row, this one included. */
      errorsInRow: int("1"),
      retryAfterS: int("s"),
      certificateDaysLeft: float("d"),
    },
  },
  /**
   * What a video point says of itself. Registration is there when the point tells of it, rates, loss and jitter while
   * it is in a call: the worst channel of audio and video each way, `in` from the network. `faults` are its own words.
   */
  videoApi: {
    tags: objectTags,
    fields: {
      model: text,
      software: text,
      uptimeS: float("s"),
      temperatureC: float("Cel"),
      sipRegistered: boolean,
      h323Registered: boolean,
      inCall: boolean,
      inCallBps: float("bit/s"),
      outCallBps: float("bit/s"),
      inLossPct: float("%"),
      outLossPct: float("%"),
      inJitterMs: float("ms"),
      outJitterMs: float("ms"),
      faults: text,
    },
  },
  /** What feeds a UPS's output, whoever told: SNMP or NUT. Its figures are in `sensor`. */
  ups: { tags: objectTags, fields: { onBattery: boolean, batteryLow: boolean, onBypass: boolean } },
  /** H.225.0: `ras` is what gatekeeper discovery on UDP 1719 brought, `connectMs` the way to TCP 1720. */
  h323: {
    tags: objectTags,
    fields: { ras: text, rasMs: float("ms"), gatekeeperName: text, connectMs: float("ms") },
  },
  /**
   * The way to a link's far end (see `path.ts` for the text). `hopCount` counts up to the last that answered.
   * `pmtuBytes` is the largest IP packet that passes unfragmented, as last measured: at most a day before.
   */
  path: {
    tags: objectTags,
    fields: { hops: text, hopCount: int("1"), reached: boolean, pmtuBytes: int("byte") },
  },
  /** A hop that answered, `hop` its number from 1. */
  pathHop: { tags: [...objectTags, "hop"], fields: { address: text, rttMs: float("ms") } },
  /** The agent on itself. */
  agent: {
    tags: ["agent"],
    fields: {
      spoolBatches: int("1"),
      spoolBytes: int("byte"),
      droppedPoints: counter("1"),
      /** When the first and the last of these were measured, UTC. */
      droppedFirstMs: int("ms"),
      droppedLastMs: int("ms"),
      /** Age of the oldest batch that waits; 0 when none does. */
      oldestUnsentS: float("s"),
      rssBytes: int("byte"),
      cpuPct: float("%"),
      checks: int("1"),
      /** The machine's clock minus the control plane's, and the round trip that was measured over. */
      clockOffsetMs: float("ms"),
      clockRoundTripMs: float("ms"),
      /** The clock follows a common one (chrony, systemd); false where that is not known. */
      clockSynchronised: boolean,
    },
  },
} as const satisfies Record<string, MeasurementDefinition>;

export type MeasurementName = keyof typeof measurements;
export type FieldName<M extends MeasurementName> = Extract<keyof (typeof measurements)[M]["fields"], string>;
type TagName<M extends MeasurementName> = (typeof measurements)[M]["tags"][number];

/** Builds a point whose tags and fields the list above knows; undefined fields are left out. */
export function measure<M extends MeasurementName>(
  measurement: M,
  tags: Record<TagName<M>, string>,
  fields: Partial<Record<FieldName<M>, FieldValue | undefined>>,
  timeMs: number,
): Point {
  const present: Record<string, FieldValue> = {};
  const given: Readonly<Record<string, FieldValue | undefined>> = fields;
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) present[name] = value;
  }
  return { measurement, tags, fields: present, timeMs };
}

/** The definition of a field, or undefined for one that is not ours (Telegraf may send any). */
export function fieldDefinition(measurement: string, field: string): FieldDefinition | undefined {
  const definition: MeasurementDefinition | undefined = Object.hasOwn(measurements, measurement)
    ? measurements[measurement as MeasurementName]
    : undefined;
  if (definition === undefined || !Object.hasOwn(definition.fields, field)) return undefined;
  return definition.fields[field];
}
