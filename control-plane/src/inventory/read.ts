import type { InventoryFault, InventoryFiles } from "@haidang/contract/inventory-api.ts";
import type { InventoryRule } from "@haidang/contract/words/inventory.ts";
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { makeFault, type Place } from "./fault.ts";

/** A value of a YAML file together with where every part of it is written. */
export interface Located {
  /** As the YAML 1.2 core schema reads it; objects have no prototype. */
  value: unknown;
  /** A scalar as written, `[…]` or `{…}`. */
  source: string;
  place: Place;
  parts: ReadonlyMap<string | number, Located>;
  /** Where each key of a mapping stands. */
  keys: ReadonlyMap<string, Place>;
}

export interface ReadFile {
  /** Absent for an empty file and for one that cannot be read to its end. */
  root?: Located;
  faults: InventoryFault[];
}

const maxDepth = 20;
const maxAliasedNodes = 10_000;
const maxSyntaxFaults = 10;
const noParts: ReadonlyMap<string | number, Located> = new Map();
const noKeys: ReadonlyMap<string, Place> = new Map();

/** Reads one file. Faults of syntax hide the rest of the file: what follows one is guesswork. */
export function readFile(file: InventoryFiles["files"][number]): ReadFile {
  const text = file.text.startsWith("\ufeff") ? file.text.slice(1) : file.text;
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const position = lines.linePos(offset);
    return { file: file.path, line: Math.max(1, position.line), column: Math.max(1, position.col) };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      version: "1.2",
      schema: "core",
      prettyErrors: false,
      // "silent" would also keep quiet about a second document
      logLevel: "error",
      // ours: the library compares every key with every other, which a large mapping turns into minutes
      uniqueKeys: false,
    });
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) return { faults: syntaxFaults(problems, placeOf) };
    return locate(document.contents, placeOf);
  } catch (error) {
    // the parser recurses, so brackets by the thousand end as an exhausted stack
    if (!(error instanceof RangeError)) throw error;
    const place = { file: file.path, line: null, column: null };
    return { faults: [makeFault("too_deep", place, "", { max: maxDepth })] };
  }
}

const syntaxRules: Partial<Record<YAMLError["code"], InventoryRule>> = {
  TAB_AS_INDENT: "yaml_tab",
  BAD_INDENT: "yaml_indent",
  BLOCK_AS_IMPLICIT_KEY: "yaml_colon",
  MULTILINE_IMPLICIT_KEY: "yaml_colon",
  MISSING_CHAR: "yaml_unclosed",
  MULTIPLE_DOCS: "yaml_documents",
  RESOURCE_EXHAUSTION: "too_deep",
};

function syntaxRule(problem: YAMLError): InventoryRule {
  // one code for two different slips
  if (problem.code === "MISSING_CHAR" && !/closing|end with/.test(problem.message)) return "yaml_indent";
  return syntaxRules[problem.code] ?? "yaml_syntax";
}

/** The first fault of each line: one slip makes the parser complain several times. */
function syntaxFaults(problems: readonly YAMLError[], placeOf: (offset: number) => Place): InventoryFault[] {
  const byLine = new Map<number | null, InventoryFault>();
  for (const problem of problems) {
    if (byLine.size >= maxSyntaxFaults) break;
    const place = placeOf(problem.pos[0]);
    if (byLine.has(place.line)) continue;
    const rule = syntaxRule(problem);
    byLine.set(place.line, makeFault(rule, place, "", { detail: problem.message, max: maxDepth }));
  }
  return [...byLine.values()];
}

interface Walk {
  placeOf: (offset: number) => Place;
  anchors: Map<string, ParsedNode>;
  faults: InventoryFault[];
  /** Nodes still allowed below aliases. */
  aliasedLeft: number;
}
interface Step {
  path: string;
  depth: number;
  inAlias: boolean;
}

function locate(contents: ParsedNode | null, placeOf: Walk["placeOf"]): ReadFile {
  if (contents === null) return { faults: [] };
  const walk: Walk = { placeOf, anchors: new Map(), faults: [], aliasedLeft: maxAliasedNodes };
  const root = locateNode(contents, walk, { path: "", depth: 0, inAlias: false });
  const isCut = walk.faults.some((fault) => fault.rule === "too_deep" || fault.rule === "too_many_aliases");
  return isCut ? { faults: walk.faults } : { root, faults: walk.faults };
}

function locateNode(node: ParsedNode | null, walk: Walk, step: Step): Located {
  const place = walk.placeOf(node?.range[0] ?? 0);
  const nothing: Located = { value: null, source: "", place, parts: noParts, keys: noKeys };
  if (node === null || isExhausted(walk, step, place)) return nothing;
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    if (target !== undefined)
      return locateNode(target, walk, { ...step, depth: step.depth + 1, inAlias: true });
    walk.faults.push(makeFault("yaml_alias", place, step.path, { name: node.source }));
    return nothing;
  }
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) {
    return { ...nothing, value: node.value, source: node.source ?? String(node.value) };
  }
  if (isSeq(node)) {
    const parts = node.items.map((item, index) =>
      locateNode(item, walk, { ...step, path: `${step.path}[${index}]`, depth: step.depth + 1 }),
    );
    return {
      ...nothing,
      value: parts.map((part) => part.value),
      source: "[…]",
      parts: new Map(parts.entries()),
    };
  }
  return isMap(node) ? { ...nothing, ...locateMapping(node.items, walk, step) } : nothing;
}

/** Says once per file that aliases or nesting have gone too far, and cuts there. */
function isExhausted(walk: Walk, step: Step, place: Place): boolean {
  if (step.inAlias) walk.aliasedLeft -= 1;
  const rule = walk.aliasedLeft < 0 ? "too_many_aliases" : step.depth > maxDepth ? "too_deep" : undefined;
  if (rule === undefined) return false;
  if (!walk.faults.some((fault) => fault.rule === rule)) {
    const max = rule === "too_deep" ? maxDepth : maxAliasedNodes;
    walk.faults.push(makeFault(rule, place, step.path, { max }));
  }
  return true;
}

function locateMapping(
  pairs: YAMLMap.Parsed["items"],
  walk: Walk,
  step: Step,
): Pick<Located, "value" | "source" | "parts" | "keys"> {
  const value: Record<string, unknown> = Object.create(null);
  const parts = new Map<string | number, Located>();
  const keys = new Map<string, Place>();
  for (const pair of pairs) {
    const place = walk.placeOf(pair.key.range[0]);
    if (!isScalar(pair.key)) {
      walk.faults.push(makeFault("bad_key", place, step.path));
      continue;
    }
    const key = pair.key.source ?? String(pair.key.value);
    const path = step.path === "" ? key : `${step.path}.${key}`;
    const first = keys.get(key);
    if (first !== undefined) {
      walk.faults.push(makeFault("duplicate_key", place, path, { key, firstLine: first.line ?? 0 }));
      continue;
    }
    const part = locateNode(pair.value, walk, { ...step, path, depth: step.depth + 1 });
    keys.set(key, place);
    parts.set(key, pair.value === null ? { ...part, place } : part);
    value[key] = part.value;
  }
  return { value, source: "{…}", parts, keys };
}
