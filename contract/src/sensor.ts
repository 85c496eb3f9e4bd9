/** What a device can sense, each with the one unit its values are kept in. */
export const sensorUnits = {
  temperature: "C",
  voltage: "V",
  current: "A",
  power: "W",
  load: "%",
  charge: "%",
  humidity: "%",
  runtime: "min",
  fanspeed: "rpm",
  frequency: "Hz",
  dbm: "dBm",
  /** A number with a word of its own, in `status`. */
  state: "",
  /** Anything else; the sensor names its unit. */
  count: "",
  airflow: "cmm",
  pressure: "Pa",
  delay: "s",
} as const;

export type SensorKind = keyof typeof sensorUnits;
export const sensorKinds = Object.keys(sensorUnits) as SensorKind[];
