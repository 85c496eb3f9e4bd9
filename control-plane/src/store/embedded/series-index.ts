import { fieldDefinition } from "@haidang/contract/measurement.ts";
import type { FieldValue } from "@haidang/contract/point.ts";
import { fieldTypeConflict } from "../field-type.ts";
import type { SeriesSelector } from "../series.ts";

export type ValueType = "number" | "boolean" | "string";

export interface IndexedField {
  /** Never given again, even when the field is dropped. */
  id: number;
  name: string;
  type: ValueType;
  isHistogram: boolean;
  series: IndexedSeries;
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

export function newField(
  series: IndexedSeries,
  { id, name, type }: { id: number; name: string; type: ValueType },
): IndexedField {
  const isHistogram = fieldDefinition(series.measurement, name)?.kind === "histogram" && type === "string";
  return { id, name, type, isHistogram, series };
}

/** What exists, in memory: every series with its fields. */
export class SeriesIndex {
  readonly #measurements = new Map<string, Map<string, IndexedSeries>>();
  readonly #byId: Array<IndexedField | undefined> = [];
  /** How many series keep a field in a type, to refuse another type as InfluxDB does. */
  readonly #types = new Map<string, Map<string, { type: ValueType; count: number }>>();
  readonly #names = new Map<string, string>();
  #size = 0;

  /** The one text kept for a name: fields of many series have the same. */
  nameOf(name: string): string {
    let own = this.#names.get(name);
    if (own === undefined) {
      // not a cut from a longer text, which would stay alive with it
      own = ` ${name}`.slice(1);
      this.#names.set(own, own);
    }
    return own;
  }

  /** Fields over all series: what `maxSeries` bounds. */
  get size(): number {
    return this.#size;
  }

  field(id: number): IndexedField | undefined {
    return this.#byId[id];
  }

  clear(): void {
    this.#measurements.clear();
    this.#types.clear();
    this.#byId.length = 0;
    this.#size = 0;
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

  addField(field: IndexedField): void {
    const { series, id, name, type } = field;
    series.fields.set(name, field);
    while (this.#byId.length < id) this.#byId.push(undefined);
    this.#byId[id] = field;
    this.#size += 1;
    let types = this.#types.get(series.measurement);
    if (types === undefined) {
      types = new Map();
      this.#types.set(series.measurement, types);
    }
    const known = types.get(name);
    if (known === undefined) types.set(name, { type, count: 1 });
    else known.count += 1;
  }

  removeField({ series, id, name }: IndexedField): void {
    if (!series.fields.delete(name)) return;
    this.#byId[id] = undefined;
    this.#size -= 1;
    const types = this.#types.get(series.measurement);
    const known = types?.get(name);
    if (types === undefined || known === undefined) return;
    known.count -= 1;
    if (known.count > 0) return;
    types.delete(name);
    if (types.size === 0) this.#types.delete(series.measurement);
  }

  /** Throws `lines_invalid` when the measurement keeps the field in another type. */
  checkType(measurement: string, field: string, type: ValueType): void {
    const known = this.#types.get(measurement)?.get(field);
    if (known === undefined || known.type === type) return;
    throw fieldTypeConflict({ measurement, field, given: type, known: known.type });
  }

  *fieldsOf(measurement: string): Generator<IndexedField> {
    for (const series of this.#measurements.get(measurement)?.values() ?? []) yield* series.fields.values();
  }

  measurements(): string[] {
    return [...this.#measurements.keys()];
  }

  *all(): Generator<IndexedField> {
    for (const field of this.#byId) if (field !== undefined) yield field;
  }

  /** Fields a selector means; a tag asked to be empty is one that must not be there. */
  *select(selector: SeriesSelector): Generator<IndexedField> {
    const wanted = Object.entries(selector.tags ?? {});
    const names = selector.fields === undefined ? undefined : new Set(selector.fields);
    for (const series of this.#measurements.get(selector.measurement)?.values() ?? []) {
      if (!wanted.every(([name, value]) => (series.tags[name] ?? "") === value)) continue;
      for (const field of series.fields.values()) {
        if (names === undefined || names.has(field.name)) yield field;
      }
    }
  }
}
