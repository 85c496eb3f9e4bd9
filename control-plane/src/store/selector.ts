import { carriedTag } from "@haidang/contract/line-protocol.ts";
import type { SeriesSelector } from "./series.ts";

/** The selector in the form names and tags are stored in, so that what was written under a name is found under it. */
export function carriedSelector(selector: SeriesSelector): SeriesSelector {
  const tags: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(selector.tags ?? {})) tags[carriedTag(name)] = carriedTag(value);
  const measurement = carriedTag(selector.measurement);
  if (selector.fields === undefined) return { measurement, tags };
  return { measurement, tags, fields: [...new Set(selector.fields.map(carriedTag))] };
}
