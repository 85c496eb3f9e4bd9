import { deviceText } from "@haidang/contract/text.ts";
import { fill } from "@haidang/contract/words/words.ts";
import { textOf } from "../value.ts";
import type { SystemGroup } from "./choose.ts";
import { plain, type Values } from "./evaluate.ts";
import { type IdentityKey, identityKeys, type Profile } from "./profile.ts";
import { matchPattern } from "./safe-pattern.ts";
import type { IdentitySource } from "./schema.ts";

/** What a device is, each part from the first source that knows it. */
export type Naming = Partial<Record<IdentityKey, string>>;

const maxLength = 120;

export function identify(profile: Profile, system: SystemGroup, values: Values): Naming {
  const naming: Naming = {};
  for (const key of identityKeys) {
    for (const source of profile.identity[key] ?? []) {
      const text = readSource(source, system, values);
      if (text === undefined) continue;
      naming[key] = text;
      break;
    }
  }
  return naming;
}

function readSource(source: IdentitySource, system: SystemGroup, values: Values): string | undefined {
  if (!("from" in source) && !("at" in source) && !("column" in source)) return source.text;
  for (const text of textsOf(source, system, values)) {
    const shaped = shape(text, source);
    if (shaped !== undefined) return shaped;
  }
  return undefined;
}

type ReadSource = Extract<IdentitySource, { pattern?: unknown }>;

function textsOf(source: ReadSource, system: SystemGroup, { columns, variables }: Values): string[] {
  if ("from" in source) return [deviceText(system[source.from] ?? "")];
  if ("at" in source) return [plain(variables.get(source.at))];
  const conditions = Object.entries(source.where ?? {});
  return [...(columns.get(source.column) ?? [])]
    .filter(([index]) =>
      conditions.every(([place, wanted]) => wanted.includes(plain(columns.get(place)?.get(index)))),
    )
    .map(([, value]) => textOf(value) ?? "");
}

function shape(text: string, { pattern, text: template }: ReadSource): string | undefined {
  const groups = pattern === undefined ? [text, text] : matchPattern(pattern, text);
  if (groups === undefined) return undefined;
  const shaped = fill(template ?? "{1}", Object.fromEntries(groups.map((group, at) => [String(at), group])));
  return deviceText(shaped, maxLength) || undefined;
}
