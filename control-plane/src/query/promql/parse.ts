import { HaidangError } from "@haidang/contract/error.ts";
import { patternFault } from "@haidang/contract/pattern.ts";
import { parser } from "@prometheus-io/lezer-promql";
import {
  aggregateNames,
  arithmetic,
  comparisons,
  type Expression,
  type Grouping,
  type Matcher,
  maps,
  type Operator,
  overTimes,
  parametrized,
  type Selector,
} from "./ast.ts";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

const longestQuery = 10_000;
const deepest = 50;

/** A query, or `usage` saying where it is wrong or which part of PromQL is not answered here. */
export function parseQuery(text: string): Expression {
  if (text.length > longestQuery) throw refused(`the query is longer than ${longestQuery} characters`);
  const tree = parser.parse(text);
  tree.iterate({
    enter(node) {
      if (node.type.isError) throw refused(`the query is not PromQL at character ${node.from + 1}`);
    },
  });
  const [top] = childrenOf(tree.topNode);
  if (top === undefined) throw refused("the query is empty");
  return expression({ text, node: top, depth: 0 });
}

/** A query that is one selector, as `match[]` takes it. */
export function parseSelector(text: string): Selector {
  const parsed = parseQuery(text);
  if (parsed.kind === "selector") return parsed.selector;
  throw refused(`${JSON.stringify(text.slice(0, 100))} is not a series selector`);
}

export function refused(what: string): HaidangError {
  return new HaidangError("usage", what, { hint: "docs/query.md lists what of PromQL is answered" });
}

interface Place {
  text: string;
  node: SyntaxNode;
  depth: number;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

const textOf = ({ text }: Place, node: SyntaxNode): string => text.slice(node.from, node.to);

function inside(place: Place, node: SyntaxNode): Place {
  if (place.depth === deepest) throw refused(`the query is nested deeper than ${deepest}`);
  return { text: place.text, node, depth: place.depth + 1 };
}

function expression(place: Place): Expression {
  const { node } = place;
  switch (node.name) {
    case "NumberDurationLiteral":
      return { kind: "number", value: numberOf(textOf(place, node)) };
    case "ParenExpr":
      return expression(inside(place, only(place, node)));
    case "UnaryExpr":
      return unary(place);
    case "VectorSelector":
      return { kind: "selector", selector: selector(place, node) };
    case "FunctionCall":
      return call(place);
    case "AggregateExpr":
      return aggregate(place);
    case "BinaryExpr":
      return binary(place);
    case "MatrixSelector":
      throw refused("a range such as [5m] stands only inside a function such as avg_over_time");
    case "OffsetExpr":
      throw refused("offset is not answered here");
    case "SubqueryExpr":
      throw refused("subqueries are not answered here");
    case "StepInvariantExpr":
      throw refused("@ is not answered here");
    case "StringLiteral":
      throw refused("a text is not answered here");
    default:
      throw refused(`${node.name} is not answered here`);
  }
}

function only(place: Place, node: SyntaxNode): SyntaxNode {
  const [child] = childrenOf(node);
  if (child === undefined) throw refused(`${JSON.stringify(textOf(place, node))} has nothing in it`);
  return child;
}

function unary(place: Place): Expression {
  const [sign, operand] = childrenOf(place.node);
  if (sign === undefined || operand === undefined) throw refused("a sign has nothing after it");
  const of = expression(inside(place, operand));
  return textOf(place, sign) === "-" ? { kind: "negate", of } : of;
}

const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const durationUnits = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

function numberOf(text: string): number {
  const bare = text.replaceAll("_", "");
  if (numberPattern.test(bare)) return Number(bare);
  if (/^[+-]?0x[0-9a-f]+$/i.test(bare))
    return bare.startsWith("-") ? -Number(bare.slice(1)) : Number(bare.replace("+", ""));
  if (/^[+-]?inf$/i.test(bare)) return bare.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(bare)) return Number.NaN;
  const ms = durationMs(bare);
  if (ms !== undefined) return ms / 1000;
  throw refused(`${JSON.stringify(text)} is not a number`);
}

/** `5m`, `1h30m`: ms; undefined for what is no duration. */
export function durationMs(text: string): number | undefined {
  if (!/^(?:\d{1,12}(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    total += Number(count) * durationUnits[unit as keyof typeof durationUnits];
  }
  return total;
}

function selector(place: Place, node: SyntaxNode): Selector {
  const matchers: Matcher[] = [];
  for (const child of childrenOf(node)) {
    if (child.name === "Identifier") {
      matchers.push({ label: "__name__", operator: "=", value: textOf(place, child) });
    } else if (child.name === "LabelMatchers") {
      for (const matcher of childrenOf(child)) matchers.push(matcherOf(place, matcher));
    }
  }
  const isMeant =
    matchers.some(({ operator, value }) => operator === "=" && value !== "") ||
    matchers.some(
      ({ operator, value }) => operator === "=~" && !new RegExp(`^(?:${safe(value)})$`, "s").test(""),
    );
  if (!isMeant) throw refused("a selector needs at least one matcher that does not match everything");
  for (const { operator, value } of matchers) if (operator.endsWith("~")) safe(value);
  return { matchers };
}

function matcherOf(place: Place, node: SyntaxNode): Matcher {
  const [label, operator, value] = childrenOf(node);
  if (label === undefined) throw refused("a matcher is empty");
  if (operator === undefined || value === undefined) {
    return { label: "__name__", operator: "=", value: stringOf(textOf(place, label)) };
  }
  const sign = textOf(place, operator);
  if (sign !== "=" && sign !== "!=" && sign !== "=~" && sign !== "!~")
    throw refused(`${sign} is not a matcher`);
  const name = textOf(place, label);
  return {
    label: node.name === "QuotedLabelMatcher" ? stringOf(name) : name,
    operator: sign,
    value: stringOf(textOf(place, value)),
  };
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

function stringOf(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith("`")) return body;
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs,
    (_whole, ...groups) => {
      const [byte, short, long, char = ""]: (string | undefined)[] = groups.slice(0, 4);
      const code = byte ?? short ?? long;
      if (code === undefined) return escapes[char] ?? char;
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : "\u{fffd}";
    },
  );
}

const longestPattern = 1000;

/** The pattern as it may be used, or `usage`. */
function safe(source: string): string {
  const fault = patternFault(source, { longest: longestPattern, flags: "s" });
  if (fault !== undefined) throw refused(fault);
  return source;
}

function call(place: Place): Expression {
  const [identifier, body] = childrenOf(place.node);
  const name = identifier === undefined ? "" : textOf(place, identifier);
  const given = body === undefined ? [] : childrenOf(body);
  const overTime = overTimes.find((one) => one === name);
  if (overTime !== undefined) return overTimeCall(place, overTime, given);
  if (Object.hasOwn(maps, name)) {
    const map = name as keyof typeof maps;
    const [first, ...rest] = given;
    if (first === undefined || rest.length !== maps[map]) throw arity(name, 1 + maps[map]);
    const limits = rest.map((node) => constant(expression(inside(place, node)), name));
    return { kind: "map", name: map, of: expression(inside(place, first)), limits };
  }
  if (name === "sort" || name === "sort_desc") {
    const [first, ...rest] = given;
    if (first === undefined || rest.length > 0) throw arity(name, 1);
    return { kind: "sort", isDescending: name === "sort_desc", of: expression(inside(place, first)) };
  }
  throw refused(`the function ${name} is not answered here`);
}

function arity(name: string, count: number): HaidangError {
  return refused(`${name} takes ${count} ${count === 1 ? "argument" : "arguments"}`);
}

function constant(given: Expression, name: string): number {
  if (given.kind === "number") return given.value;
  if (given.kind === "negate" && given.of.kind === "number") return -given.of.value;
  throw refused(`${name} takes a plain number here`);
}

function overTimeCall(place: Place, name: (typeof overTimes)[number], given: SyntaxNode[]): Expression {
  const isQuantile = name === "quantile_over_time";
  const matrix = given.at(-1);
  if (matrix === undefined || given.length !== (isQuantile ? 2 : 1)) throw arity(name, isQuantile ? 2 : 1);
  if (matrix.name === "OffsetExpr") throw refused("offset is not answered here");
  if (matrix.name === "SubqueryExpr") throw refused("subqueries are not answered here");
  if (matrix.name !== "MatrixSelector") throw refused(`${name} takes a selector with a range, such as x[5m]`);
  const [vector, duration] = childrenOf(matrix);
  if (vector?.name !== "VectorSelector" || duration === undefined) {
    throw refused("a range stands behind a plain selector");
  }
  const rangeMs = durationMs(textOf(place, duration));
  if (rangeMs === undefined || rangeMs === 0) {
    throw refused(`${JSON.stringify(textOf(place, duration))} is not a length of time`);
  }
  const [first] = given;
  const quantile =
    isQuantile && first !== undefined ? constant(expression(inside(place, first)), name) : undefined;
  return { kind: "overTime", name, selector: selector(place, vector), rangeMs, quantile };
}

function groupingLabels(place: Place, node: SyntaxNode | undefined): string[] {
  if (node === undefined) return [];
  return childrenOf(node).map((label) => {
    const text = textOf(place, label);
    return /^["'`]/.test(text) ? stringOf(text) : text;
  });
}

function aggregate(place: Place): Expression {
  const children = childrenOf(place.node);
  const word = (node: SyntaxNode | undefined) =>
    node === undefined ? "" : textOf(place, node).toLowerCase();
  const name = aggregateNames.find(
    (one) => one === word(children.find((node) => node.name === "AggregateOp")),
  );
  if (name === undefined) throw refused(`the aggregation ${word(children[0])} is not answered here`);
  const modifier = children.find((node) => node.name === "AggregateModifier");
  const [how, labels] = modifier === undefined ? [] : childrenOf(modifier);
  const grouping: Grouping = { labels: groupingLabels(place, labels), isWithout: how?.name === "Without" };
  const body = children.find((node) => node.name === "FunctionCallBody");
  const given = body === undefined ? [] : childrenOf(body);
  const count = parametrized.has(name) ? 2 : 1;
  const [first, last = first] = given;
  if (first === undefined || last === undefined || given.length !== count) throw arity(name, count);
  const parameter = count === 2 ? constant(expression(inside(place, first)), name) : 0;
  return { kind: "aggregate", name, grouping, parameter, of: expression(inside(place, last)) };
}

function binary(place: Place): Expression {
  const children = childrenOf(place.node);
  const [leftNode] = children;
  const rightNode = children.at(-1);
  if (leftNode === undefined || rightNode === undefined || children.length < 3) {
    throw refused("an operator stands between two operands");
  }
  let operator: Operator | undefined;
  let isBool = false;
  let matching: Grouping | undefined;
  for (const node of children.slice(1, -1)) {
    const text = textOf(place, node);
    if (node.name === "BoolModifier") isBool = true;
    else if (node.name === "MatchingModifierClause") matching = matchingOf(place, node);
    else {
      operator = [...arithmetic, ...comparisons].find((one) => one === text);
      if (operator === undefined) throw refused(`the operator ${text} is not answered here`);
    }
  }
  if (operator === undefined) throw refused("an operator is missing");
  const left = expression(inside(place, leftNode));
  const right = expression(inside(place, rightNode));
  return { kind: "binary", operator, isBool, matching, left, right };
}

function matchingOf(place: Place, node: SyntaxNode): Grouping {
  const children = childrenOf(node);
  if (children.some(({ name }) => name === "GroupLeft" || name === "GroupRight")) {
    throw refused("group_left and group_right are not answered here");
  }
  const labels = groupingLabels(
    place,
    children.find(({ name }) => name === "GroupingLabels"),
  );
  return { labels, isWithout: children[0]?.name === "Ignoring" };
}
