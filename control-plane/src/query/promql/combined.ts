import { comparisons, type Expression, type Grouping, type Operator } from "./ast.ts";
import { grouped, type Labels, labelKey, withoutName } from "./labels.ts";
import { refused } from "./parse.ts";
import { unnamed, type Value, type Values, type VectorSeries } from "./value.ts";

type Binary = Extract<Expression, { kind: "binary" }>;

const isComparison = (operator: Operator): boolean => comparisons.some((one) => one === operator);

/** Two values brought together instant by instant. A comparison without `bool` keeps what it holds for. */
export function combined(expression: Binary, left: Value, right: Value): Value {
  const { operator, isBool } = expression;
  if (isBool && !isComparison(operator)) throw refused("bool stands with comparisons only");
  if (left.kind === "scalar" && right.kind === "scalar") {
    if (isComparison(operator) && !isBool) throw refused("two plain numbers are compared with bool");
    const values = left.values.map((one, at) => apply(operator, one, right.values[at] ?? Number.NaN));
    return { kind: "scalar", values };
  }
  if (left.kind === "vector" && right.kind === "vector") {
    return { kind: "vector", series: oneToOne(expression, left.series, right.series) };
  }
  const isLeft = left.kind === "vector";
  const series = left.kind === "vector" ? left.series : right.kind === "vector" ? right.series : [];
  const numbers = left.kind === "scalar" ? left.values : right.kind === "scalar" ? right.values : [];
  const changed = series.map(({ labels, values }) => ({
    labels,
    values: values.map((value, at) => {
      const number = numbers[at] ?? Number.NaN;
      if (value === undefined) return undefined;
      return kept(expression, value, isLeft ? value : number, isLeft ? number : value);
    }),
  }));
  const some = changed.filter(({ values }) => values.some((value) => value !== undefined));
  return { kind: "vector", series: keepsName(expression) ? some : unnamed(some) };
}

function keepsName({ operator, isBool }: Binary): boolean {
  return isComparison(operator) && !isBool;
}

/** The result of one instant; `own` is what a comparison that holds leaves. */
function kept({ operator, isBool }: Binary, own: number, left: number, right: number): number | undefined {
  const result = apply(operator, left, right);
  if (!isComparison(operator) || isBool) return result;
  return result === 1 ? own : undefined;
}

function apply(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "^":
      return left ** right;
    case "==":
      return Number(left === right);
    case "!=":
      return Number(left !== right);
    case ">":
      return Number(left > right);
    case "<":
      return Number(left < right);
    case ">=":
      return Number(left >= right);
    case "<=":
      return Number(left <= right);
  }
}

const byAllLabels: Grouping = { labels: [], isWithout: true };

/** Each series of the left with the one of the right that has the same labels, of those that are looked at. */
function oneToOne(expression: Binary, left: VectorSeries[], right: VectorSeries[]): VectorSeries[] {
  const matching = expression.matching ?? byAllLabels;
  const partners = new Map<string, VectorSeries>();
  for (const one of right) {
    const key = labelKey(grouped(one.labels, matching));
    if (partners.has(key)) throw ambiguous("right");
    partners.set(key, one);
  }
  const seen = new Set<string>();
  return left.flatMap((one) => {
    const labels = grouped(one.labels, matching);
    const key = labelKey(labels);
    const partner = partners.get(key);
    if (partner === undefined) return [];
    if (seen.has(key)) throw ambiguous("left");
    seen.add(key);
    const values = one.values.map((value, at): Values[number] => {
      const other = partner.values[at];
      return value === undefined || other === undefined ? undefined : kept(expression, value, value, other);
    });
    if (!values.some((value) => value !== undefined)) return [];
    return [{ labels: resultLabels(expression, one.labels, labels), values }];
  });
}

function resultLabels(expression: Binary, own: Labels, matched: Labels): Labels {
  if (expression.matching !== undefined) return matched;
  return keepsName(expression) ? own : withoutName(own);
}

function ambiguous(side: string): Error {
  return refused(
    `several series on the ${side} match the same on the other side: group_left is not answered here`,
  );
}
