import type { Language } from "@haidang/contract/text.ts";

export type ListName = "units" | "sites" | "links" | "devices" | "services" | "videoPoints";

/** One object for the inventory, with why it is thought to be one. */
export interface Entry {
  list: ListName;
  value: Readonly<Record<string, unknown>>;
  comments: readonly string[];
  /** False for what cannot be told from here: written as a comment, for a person to take over or not. */
  isProposed: boolean;
}

/** What gives an entry its ids and names. */
export interface Naming {
  language: Language;
  /** Ids of the unit and the site everything is put at. */
  unit: string;
  site: string;
  giveId(wanted: string): string;
  /** An id and a name with the prefix. */
  prefixed(name: string): string;
}
