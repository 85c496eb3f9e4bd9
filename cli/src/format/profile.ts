import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";

/** A profile as it may be shown: without its token. */
export interface ProfileRow {
  name: string;
  url: string;
  isCurrent: boolean;
}

export const profileColumns: readonly Column<ProfileRow>[] = [
  { key: "name", title: "column.name", raw: (row) => row.name },
  { key: "url", title: "column.url", raw: (row) => row.url, shrinks: true },
  {
    key: "current",
    title: "column.current",
    raw: (row) => String(row.isCurrent),
    text: (row) => (row.isCurrent ? "●" : ""),
  },
];

/** What a command that changed a profile says. */
export function profileText(name: string, key: "profile.added" | "profile.used" | "profile.removed") {
  return {
    people: (look: Look) => say(look.language, key, { name }),
    csv: () => `${name}\n`,
  };
}
