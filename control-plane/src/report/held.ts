import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Stretch } from "../query/uptime.ts";
import type { Stretches } from "../state/stretches.ts";

/** What each object was in one part of a period, read once for all sections of a report. */
export interface HeldStretch extends Stretch {
  readonly told: ReadonlyMap<ObjectKey, Stretches>;
}

export function holdStretch(stretch: Stretch): HeldStretch {
  const told = new Map<ObjectKey, Stretches>();
  return {
    ...stretch,
    told,
    async read(keys, tell) {
      const missing = keys.filter((key) => !told.has(key));
      if (missing.length > 0) await stretch.read(missing, (key, part) => told.set(key, part));
      for (const key of keys) {
        const part = told.get(key);
        if (part !== undefined) tell(key, part);
      }
    },
  };
}
