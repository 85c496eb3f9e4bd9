import type { aggregates } from "@haidang/contract/api.ts";
import { spreadMeasurements } from "@haidang/contract/distribution.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { type ObjectKind, objectKinds } from "@haidang/contract/object.ts";
import type { Language } from "@haidang/contract/text.ts";
import { spanMs } from "./period.ts";
import { say } from "./words/words.ts";

export interface SelectorWords {
  /** `measurement`, `measurement.field` or `measurement.field,field`. */
  measurement: string;
  kind?: ObjectKind | undefined;
  id?: string | undefined;
  object?: string | undefined;
  tag?: readonly string[] | undefined;
}

export interface Selector {
  measurement: string;
  field?: string;
  kind?: ObjectKind;
  id?: string;
  tags: Record<string, string>;
}

/** What the words of `haidang query` select. */
export function parseSelector(words: SelectorWords, language: Language): Selector {
  const dot = words.measurement.indexOf(".");
  const measurement = dot === -1 ? words.measurement : words.measurement.slice(0, dot);
  const field = dot === -1 ? undefined : words.measurement.slice(dot + 1);
  if (measurement === "" || field === "") {
    throw usage(language, "query.selector", { value: words.measurement });
  }
  const named: { kind?: ObjectKind; id?: string } =
    words.object === undefined ? {} : parseObject(words.object, language);
  const kind = words.kind ?? named.kind;
  const id = words.id ?? named.id;
  return {
    measurement,
    ...(field === undefined ? {} : { field }),
    ...(kind === undefined ? {} : { kind }),
    ...(id === undefined ? {} : { id }),
    tags: Object.fromEntries((words.tag ?? []).map((tag) => parseTag(tag, language))),
  };
}

/** Step and aggregate; an aggregate says nothing without a step, given or chosen (`isChosen`) by a number of points. */
export function parseStep(
  step: string | undefined,
  aggregate: (typeof aggregates)[number] | undefined,
  language: Language,
  isChosen = false,
): { stepS?: number; aggregate?: (typeof aggregates)[number] } {
  if (step === undefined) {
    if (aggregate !== undefined && isChosen) return { aggregate };
    if (aggregate !== undefined) throw usage(language, "query.aggregateAlone", {});
    return {};
  }
  const stepS = Math.max(1, Math.round(spanMs(step, language) / 1000));
  return aggregate === undefined ? { stepS } : { stepS, aggregate };
}

/** What a distribution can be of: whole measurements that carry histograms. */
export function parseSpread(
  { measurement, field, kind, id }: Selector,
  language: Language,
): { measurement: (typeof spreadMeasurements)[number]; kind?: ObjectKind; id?: string } {
  const known = spreadMeasurements.find((name) => name === measurement);
  if (known === undefined || field !== undefined) {
    throw usage(language, "query.distribution", { list: spreadMeasurements.join(", ") });
  }
  return {
    measurement: known,
    ...(kind === undefined ? {} : { kind }),
    ...(id === undefined ? {} : { id }),
  };
}

function parseObject(text: string, language: Language): { kind: ObjectKind; id: string } {
  const slash = text.indexOf("/");
  const kind = objectKinds.find((one) => one === text.slice(0, slash));
  const id = text.slice(slash + 1);
  if (kind === undefined || id === "") throw usage(language, "query.object", { value: text });
  return { kind, id };
}

function parseTag(text: string, language: Language): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1) throw usage(language, "query.tag", { value: text });
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function usage(
  language: Language,
  key: "query.selector" | "query.aggregateAlone" | "query.object" | "query.tag" | "query.distribution",
  values: Readonly<Record<string, string>>,
): HaidangError {
  return new HaidangError("usage", say(language, key, values), { hint: say(language, "usage.help") });
}
