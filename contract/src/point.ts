/** A field's value. Counters beyond 2^53 lose their last digit, never their rate: agents compute rates in 64 bits. */
export type FieldValue = number | string | boolean;

/**
 * One measurement at one instant, as InfluxDB has it: (measurement, tags, timeMs) names the point; writing it
 * again merges its fields, the last write winning.
 */
export interface Point {
  measurement: string;
  tags: Readonly<Record<string, string>>;
  fields: Readonly<Record<string, FieldValue>>;
  /** UTC milliseconds. */
  timeMs: number;
}
