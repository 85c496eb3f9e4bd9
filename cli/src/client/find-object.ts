import { HaidangError } from "@haidang/contract/error.ts";
import type { ObjectKind } from "@haidang/contract/object.ts";
import { deviceText, type Language, searchKey } from "@haidang/contract/text.ts";
import { nearest } from "../suggest.ts";
import { say } from "../words/words.ts";
import type { Server } from "./http.ts";

export interface Named {
  id: string;
  name: string;
  /** What else names it for certain: the code of a unit. */
  code?: string | undefined;
}

/** What is looked for by name. */
type NamedKind = ObjectKind | "agent" | "channel" | "conference" | "feed" | "secret" | "token" | "user";

interface Lookup<T> {
  kind: NamedKind;
  list(): Promise<readonly Named[]>;
  show(id: string): Promise<T>;
}

const idForm = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;

/** Asks for the object straight away when the word may be an id, and looks through all names when it is not one. */
export async function findObject<T>(server: Server, name: string, lookup: Lookup<T>): Promise<T> {
  if (idForm.test(name)) {
    try {
      return await lookup.show(name);
    } catch (error) {
      if (!(error instanceof HaidangError) || error.code !== "not_found") throw error;
    }
  }
  return lookup.show(matchName(name, await lookup.list(), lookup.kind, server.language).id);
}

/**
 * For what changes or ends something: nothing but the id will do, and what may have been meant instead is only named.
 */
export async function actOn<T>(
  server: Server,
  id: string,
  lookup: { kind: NamedKind; list(): Promise<readonly Named[]>; act(id: string): Promise<T> },
): Promise<T> {
  try {
    return await lookup.act(id);
  } catch (error) {
    if (!(error instanceof HaidangError) || error.code !== "not_found") throw error;
    const objects = await lookup.list();
    // it is there: what was not found is something else
    if (objects.some((object) => object.id === id)) throw error;
    throw notFound(id, objects, lookup.kind, server.language);
  }
}

/**
 * The one object a word means: by id, by name, by name without diacritics, by the start of the id or name, by the
 * start of a word in the name. The first of these that finds anything decides; several found are `ambiguous`.
 */
export function matchName<T extends Named>(
  word: string,
  objects: readonly T[],
  kind: NamedKind,
  language: Language,
): T {
  const key = searchKey(word);
  const name = word.normalize("NFC").trim();
  const tests: ReadonlyArray<(object: T) => boolean> = [
    (object) => object.id === word,
    (object) => object.code !== undefined && object.code === name,
    (object) => object.name === name,
    (object) => searchKey(object.name) === key || object.id === key,
    (object) => searchKey(object.name).startsWith(key) || object.id.startsWith(key),
    (object) => ` ${searchKey(object.name)}`.includes(` ${key}`),
  ];
  for (const test of key === "" ? [] : tests) {
    const found = objects.filter(test);
    if (found.length > 1) throw ambiguous(word, found, language);
    if (found[0] !== undefined) return found[0];
  }
  throw notFound(word, objects, kind, language);
}

const mostListed = 12;

function ambiguous(word: string, found: readonly Named[], language: Language): HaidangError {
  const listed = found.slice(0, mostListed).map((object) => `${object.id} (${deviceText(object.name, 80)})`);
  const rest = found.length - listed.length;
  const list = listed.join(", ") + (rest > 0 ? say(language, "find.andMore", { count: rest }) : "");
  return new HaidangError("ambiguous", say(language, "find.ambiguous", { name: word, list }), {
    hint: say(language, "find.ambiguousHint"),
    details: { candidates: found.map(({ id, name }) => ({ id, name })) },
  });
}

function notFound(
  word: string,
  objects: readonly Named[],
  kind: NamedKind,
  language: Language,
): HaidangError {
  const near = nearestObjects(word, objects);
  const values = { kind: say(language, `kind.${kind}`), name: deviceText(word, 120) };
  return new HaidangError("not_found", say(language, "find.notFound", values), {
    hint:
      near.length === 0
        ? say(language, "find.notFoundHint", { command: `haidang ${kind} list` })
        : say(language, "usage.didYouMean", { list: near.join(", ") }),
  });
}

function nearestObjects(word: string, objects: readonly Named[]): string[] {
  const byName = new Map(objects.flatMap((object) => [object.id, object.name].map((name) => [name, object])));
  const found = new Set(nearest(word, [...byName.keys()]).map((name) => byName.get(name)));
  return [...found].flatMap((object) =>
    object === undefined ? [] : [`${object.id} (${deviceText(object.name, 80)})`],
  );
}
