import type { FieldValue } from "@haidang/contract/point.ts";
import type { Sample } from "../bucket.ts";
import { fieldTypeConflict } from "../field-type.ts";
import type { SeriesSelector } from "../series.ts";

export type ValueType = "number" | "boolean" | "string";

export interface IndexedField {
  id: number;
  name: string;
  type: ValueType;
  /** Undefined until the first write of the field is committed. */
  newest: Sample | undefined;
}

export interface IndexedSeries {
  id: number;
  measurement: string;
  tags: Readonly<Record<string, string>>;
  /** `encodeTags` of the tags: what names the series within its measurement. */
  key: string;
  fields: Map<string, IndexedField>;
}

/** Tags in one form, whatever their order. */
export function encodeTags(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.keys(tags)
      .sort()
      .map((name) => [name, tags[name]]),
  );
}

/** Null-prototype, as tags may be called `__proto__`. */
export function decodeTags(key: string): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  for (const [name, value] of JSON.parse(key) as Array<[string, string]>) tags[name] = value;
  return tags;
}

export function valueType(value: FieldValue): ValueType {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

/** What exists, in memory: every series with its fields and the newest sample of each. */
export class SeriesIndex {
  readonly #measurements = new Map<string, Map<string, IndexedSeries>>();
  /** How many series keep a field in a type, to refuse another type as InfluxDB does. */
  readonly #types = new Map<string, { type: ValueType; count: number }>();
  #size = 0;

  /** Fields over all series: what `maxSeries` bounds. */
  get size(): number {
    return this.#size;
  }

  find(measurement: string, key: string): IndexedSeries | undefined {
    return this.#measurements.get(measurement)?.get(key);
  }

  addSeries(series: IndexedSeries): void {
    let ofMeasurement = this.#measurements.get(series.measurement);
    if (ofMeasurement === undefined) {
      ofMeasurement = new Map();
      this.#measurements.set(series.measurement, ofMeasurement);
    }
    ofMeasurement.set(series.key, series);
  }

  removeSeries(series: IndexedSeries): void {
    const ofMeasurement = this.#measurements.get(series.measurement);
    ofMeasurement?.delete(series.key);
    if (ofMeasurement?.size === 0) this.#measurements.delete(series.measurement);
  }

  addField(series: IndexedSeries, field: IndexedField): void {
    series.fields.set(field.name, field);
    this.#size += 1;
    const key = typeKey(series.measurement, field.name);
    const known = this.#types.get(key);
    if (known === undefined) this.#types.set(key, { type: field.type, count: 1 });
    else known.count += 1;
  }

  removeField(series: IndexedSeries, field: IndexedField): void {
    if (!series.fields.delete(field.name)) return;
    this.#size -= 1;
    const key = typeKey(series.measurement, field.name);
    const known = this.#types.get(key);
    if (known === undefined) return;
    known.count -= 1;
    if (known.count === 0) this.#types.delete(key);
  }

  /** Throws `lines_invalid` when the measurement keeps the field in another type. */
  checkType(measurement: string, field: string, type: ValueType): void {
    const known = this.#types.get(typeKey(measurement, field));
    if (known === undefined || known.type === type) return;
    throw fieldTypeConflict({ measurement, field, given: type, known: known.type });
  }

  measurements(): string[] {
    return [...this.#measurements.keys()];
  }

  *all(): Generator<IndexedSeries> {
    for (const ofMeasurement of this.#measurements.values()) yield* ofMeasurement.values();
  }

  /** Series and fields a selector means; a tag asked to be empty is one that must not be there. */
  *select(selector: SeriesSelector): Generator<{ series: IndexedSeries; field: IndexedField }> {
    const wanted = Object.entries(selector.tags ?? {});
    const names = selector.fields === undefined ? undefined : new Set(selector.fields);
    for (const series of this.#measurements.get(selector.measurement)?.values() ?? []) {
      if (!wanted.every(([name, value]) => (series.tags[name] ?? "") === value)) continue;
      for (const field of series.fields.values()) {
        if (names === undefined || names.has(field.name)) yield { series, field };
      }
    }
  }
}

function typeKey(measurement: string, field: string): string {
  return JSON.stringify([measurement, field]);
}
