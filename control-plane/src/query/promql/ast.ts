/** The part of PromQL that is answered; see docs/query.md. */
export type Expression =
  | { kind: "number"; value: number }
  | { kind: "selector"; selector: Selector }
  | { kind: "overTime"; name: OverTime; selector: Selector; rangeMs: number; quantile: number | undefined }
  | { kind: "map"; name: MapName; of: Expression; limits: readonly number[] }
  | { kind: "sort"; isDescending: boolean; of: Expression }
  | { kind: "aggregate"; name: AggregateName; grouping: Grouping; parameter: number; of: Expression }
  | { kind: "negate"; of: Expression }
  | {
      kind: "binary";
      operator: Operator;
      isBool: boolean;
      matching: Grouping | undefined;
      left: Expression;
      right: Expression;
    };

export interface Matcher {
  label: string;
  operator: "=" | "!=" | "=~" | "!~";
  value: string;
}

export interface Selector {
  /** The name too, as `__name__`. */
  matchers: readonly Matcher[];
}

/** Labels kept (`by`, `on`) or left out (`without`, `ignoring`). */
export interface Grouping {
  labels: readonly string[];
  isWithout: boolean;
}

export const overTimes = [
  ...["rate", "increase", "delta", "irate", "changes"],
  ...[
    "avg_over_time",
    "min_over_time",
    "max_over_time",
    "sum_over_time",
    "count_over_time",
    "last_over_time",
  ],
  "quantile_over_time",
] as const;
export type OverTime = (typeof overTimes)[number];

/** Functions of each value alone, with how many numbers they take beside it. */
export const maps = {
  abs: 0,
  ceil: 0,
  floor: 0,
  round: 0,
  sqrt: 0,
  clamp_min: 1,
  clamp_max: 1,
  clamp: 2,
} as const;
export type MapName = keyof typeof maps;

export const aggregateNames = ["sum", "avg", "min", "max", "count", "topk", "bottomk", "quantile"] as const;
export type AggregateName = (typeof aggregateNames)[number];
/** Aggregations that take a number before the vector. */
export const parametrized: ReadonlySet<AggregateName> = new Set(["topk", "bottomk", "quantile"] as const);

export const arithmetic = ["+", "-", "*", "/", "%", "^"] as const;
export const comparisons = ["==", "!=", ">", "<", ">=", "<="] as const;
export type Operator = (typeof arithmetic)[number] | (typeof comparisons)[number];
