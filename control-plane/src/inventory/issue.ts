import { channelKinds } from "@haidang/contract/channel.ts";
import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { type FaultValues, type InventoryRule, inventoryRules } from "@haidang/contract/words/inventory.ts";
import { z } from "zod";
import { makeFault } from "./fault.ts";
import { nearest, slug, slugIndex } from "./nearest.ts";
import type { Located } from "./read.ts";

/** One entry of a list of the inventory, as written. */
export interface Entry {
  located: Located;
  /** Where the entry stands in its file, e.g. `links[2]`. */
  path: string;
}

type Issue = z.core.$ZodIssue;
type Verdict = { rule: InventoryRule; values?: FaultValues };

/** What the schema refuses, in words of our own and at the line where it is written. */
export function issueFaults(entry: Entry, schema: z.ZodType, issues: readonly Issue[]): InventoryFault[] {
  return issues.flatMap((issue) => {
    if (issue.code === "invalid_union" && issue.path.at(-1) === "unit") {
      return issueFaults(entry, schema, meant(issue));
    }
    if (issue.code === "unrecognized_keys") return unknownKeys(entry, schema, issue);
    // rules over a whole object (one_probe, sip_or_h323) are asked by the caller
    const isWholeObject = issue.code === "custom" && issue.path.length === 0;
    return isWholeObject ? [] : [issueFault(entry, issue)];
  });
}

/** Of what may be written in several forms, what is wrong with the one that was meant: that which fails furthest in. */
function meant({ errors, path }: z.core.$ZodIssueInvalidUnion): Issue[] {
  const depth = (issues: readonly Issue[]) =>
    Math.max(...issues.map((issue) => (issue.code === "invalid_type" ? 0 : 1) + issue.path.length));
  const [best] = errors.toSorted((a, b) => depth(b) - depth(a));
  return (best ?? []).map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

function unknownKeys(
  entry: Entry,
  schema: z.ZodType,
  issue: z.core.$ZodIssueUnrecognizedKeys,
): InventoryFault[] {
  const owner = descend(entry.located, issue.path).located;
  const known = knownKeys(schema, entry.located, issue.path);
  return issue.keys.map((key) => unknownKey(key, known, { owner, path: joinPath(entry.path, issue.path) }));
}

/** A key that means nothing where it stands; the nearest known one not in use yet is offered. */
export function unknownKey(
  key: string,
  known: readonly string[],
  where: { owner: Located; path: string },
): InventoryFault {
  const unused = known.filter((candidate) => !where.owner.keys.has(candidate));
  const near = nearest(key, slugIndex(unused));
  const place = where.owner.keys.get(key) ?? where.owner.place;
  const path = where.path === "" ? key : `${where.path}.${key}`;
  const values = { key, allowed: known.join(", "), ...(near === undefined ? {} : { nearest: near }) };
  return makeFault("unknown_key", place, path, values);
}

function issueFault(entry: Entry, issue: Issue): InventoryFault {
  // a pair of coordinates is wrong as a whole: which half it is rests on what was meant
  const pair = issue.path.indexOf("coordinates");
  const path = pair === -1 ? issue.path : issue.path.slice(0, pair + 1);
  const { located, isMissing } = descend(entry.located, path);
  const key = path.length === 0 ? entry.path : joinPath("", path);
  const found = isSecret(path) ? "•••" : pair === -1 ? located.source : JSON.stringify(located.value);
  const { rule, values }: Verdict = isMissing ? { rule: "missing_key" } : verdict(issue, located);
  return makeFault(rule, located.place, joinPath(entry.path, path), { key, found, ...values });
}

const channelSecrets = ["token", "appSecret", "refreshToken", "pin", "headers", "body"];

/** A fault goes to screens and answers: what may be a key is not repeated, also where a mapping was meant. */
function isSecret(path: readonly PropertyKey[]): boolean {
  return ["key", "community", "auth", "privacy", "password", "api", ...channelSecrets].includes(
    String(path.at(-1)),
  );
}

function verdict(issue: Issue, located: Located): Verdict {
  const last = issue.path.findLast((part) => typeof part === "string");
  if (located.value === null) return { rule: "empty_value" };
  if (last === "coordinates") return { rule: "bad_coordinates" };
  if (last === "cir") return { rule: "bad_rate" };
  if (last === "url" && typeof located.value === "string" && issue.code !== "too_big") {
    return { rule: "bad_url" };
  }
  if (last === "name" && issue.path.at(-2) === "dns" && issue.code === "invalid_format") {
    return { rule: "bad_dns_name" };
  }
  if (last === "key" && issue.code === "too_small")
    return { rule: "short_key", values: { min: Number(issue.minimum) } };
  if (last === "protocol" && located.source === "des") return { rule: "no_des" };
  return byCode(issue, located);
}

function byCode(issue: Issue, located: Located): Verdict {
  switch (issue.code) {
    case "invalid_type":
      return { rule: typeRule(issue.expected, located) };
    case "invalid_value":
      return notOneOf(issue.values.map(String), located);
    case "invalid_format":
      return formatRule(issue, located);
    case "too_small":
    case "too_big":
      return outOfBounds(issue);
    case "invalid_union":
      // a channel of no kind there is
      return issue.path.at(-1) === "kind"
        ? notOneOf(channelKinds, located)
        : { rule: "invalid", values: { detail: issue.message } };
    case "custom": {
      const rule = inventoryRules.find((known) => known === issue.params?.["rule"]);
      return rule === undefined ? { rule: "invalid", values: { detail: issue.message } } : { rule };
    }
    default:
      return { rule: "invalid", values: { detail: issue.message } };
  }
}

const typeRules: Record<string, InventoryRule> = {
  string: "not_text",
  number: "not_number",
  int: "not_whole",
  boolean: "not_boolean",
  array: "not_list",
  object: "not_mapping",
};

function typeRule(expected: string, located: Located): InventoryRule {
  const isScalar = typeof located.value === "number" || typeof located.value === "boolean";
  if (expected === "string" && isScalar) return "quote_it";
  return typeRules[expected] ?? "invalid";
}

function notOneOf(allowed: readonly string[], located: Located): Verdict {
  // a version written 1 or 2 without quotes: the word is right, the type is not
  if (typeof located.value === "number" && allowed.includes(located.source)) return { rule: "quote_it" };
  const near = nearest(located.source, slugIndex(allowed));
  const values = { allowed: allowed.join(", "), ...(near === undefined ? {} : { nearest: near }) };
  return { rule: "not_one_of", values };
}

/** Keys whose form is said in words of their own. */
const ownRules: Readonly<Record<string, InventoryRule>> = {
  ...{ phone: "bad_phone", email: "bad_email", from: "bad_email", telegram: "bad_telegram" },
  ...{ handover: "bad_time", token: "bad_token", program: "bad_program", device: "bad_modem" },
  ...{ day: "bad_day", lastDay: "bad_day", server: "bad_address" },
};

function formatRule(issue: z.core.$ZodIssueInvalidStringFormat, located: Located): Verdict {
  const key = String(issue.path.at(-1));
  if (["address", "near", "serverName", "registrar", "gatekeeper"].includes(key))
    return { rule: "bad_address" };
  if (key === "uri") return { rule: "bad_sip_uri" };
  if (issue.path.includes("at")) return { rule: "bad_time" };
  if (issue.path.includes("hours")) return { rule: "bad_hours" };
  if (issue.format === "date") return { rule: "bad_day" };
  if (key === "fingerprint") return { rule: "bad_fingerprint" };
  if (key === "user") return { rule: "bad_user" };
  if (key === "ups") return { rule: "bad_ups" };
  const own = ownRules[key];
  if (own !== undefined) return { rule: own };
  const like = slug(located.source);
  return { rule: "bad_id", values: like === "" ? {} : { nearest: like } };
}

function outOfBounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Verdict {
  const bound = Number(issue.code === "too_small" ? issue.minimum : issue.maximum);
  if (issue.origin === "array") return { rule: "empty_list" };
  if (issue.origin === "string") {
    return issue.code === "too_small" ? { rule: "empty_text" } : { rule: "too_long", values: { max: bound } };
  }
  return issue.code === "too_small"
    ? { rule: "too_small", values: { min: bound } }
    : { rule: "too_large", values: { max: bound } };
}

/** The part a path leads to, or the nearest one around it when it is not written. */
function descend(from: Located, path: readonly PropertyKey[]): { located: Located; isMissing: boolean } {
  let located = from;
  for (const step of path) {
    const part = typeof step === "symbol" ? undefined : located.parts.get(step);
    if (part === undefined) return { located, isMissing: true };
    located = part;
  }
  return { located, isMissing: false };
}

/** Keys an object of the schema may have at a path, optional and default wrappers taken off. */
function knownKeys(schema: z.ZodType, located: Located, path: readonly PropertyKey[]): string[] {
  let current: unknown = unwrap(optionOf(schema, located));
  for (const step of path) {
    // of a unit or a list of units, the list is what has keys
    if (current instanceof z.ZodUnion) current = current.options.find((one) => one instanceof z.ZodArray);
    if (current instanceof z.ZodArray) current = unwrap(current.element);
    else current = current instanceof z.ZodObject ? unwrap(current.shape[String(step)]) : undefined;
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

/** Of a choice by `kind` the form that was chosen. */
function optionOf(schema: z.ZodType, located: Located): unknown {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const kind = located.parts.get("kind")?.value;
  return schema.options.find(
    (option) => option instanceof z.ZodObject && option.shape["kind"]?.safeParse(kind).success === true,
  );
}

function unwrap(schema: unknown): unknown {
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapper ? unwrap(schema.unwrap()) : schema;
}

function joinPath(base: string, path: readonly PropertyKey[]): string {
  let joined = base;
  for (const part of path) {
    const isIndex = typeof part === "number";
    joined += isIndex ? `[${part}]` : joined === "" ? String(part) : `.${String(part)}`;
  }
  return joined;
}
