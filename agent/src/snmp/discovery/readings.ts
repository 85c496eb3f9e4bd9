import type { SensorKind } from "@haidang/contract/sensor.ts";

export interface SensorReading {
  /** Where the raw value stands, with a leading dot. */
  oid: string;
  kind: SensorKind;
  name: string;
  value: number;
  unit: string;
  /** The word of a state, where the profile knows it. */
  status?: string;
}

export interface ProcessorReading {
  oid: string;
  pct: number;
}

export interface CapacityReading {
  name: string;
  totalBytes: number;
  usedBytes: number;
}

export interface Readings {
  sensors: SensorReading[];
  processors: ProcessorReading[];
  memory: CapacityReading[];
  storage: CapacityReading[];
}
