import { measure } from "@haidang/contract/measurement.ts";
import type { ObjectRef } from "@haidang/contract/object.ts";
import type { Point } from "@haidang/contract/point.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Varbind } from "../value.ts";
import { plainValue } from "../walk.ts";
import { boundedMap } from "./bounded-map.ts";
import type { Notification } from "./notification.ts";
import { nextAt, type Pace } from "./pace.ts";
import { trapName } from "./trap-name.ts";

export interface Heard {
  target: ObjectRef;
  notification: Notification;
  version: string;
  source: string;
}

export interface JournalOptions {
  agent: string;
  /** Of one device. */
  pace?: Pace;
  /** What goes on unchanged is written again this often. */
  againMs?: number;
  /** Things remembered, of all devices; the oldest go first. */
  memory?: number;
}

/** What devices said, as points. */
export interface Journal {
  /** Undefined when it is a repetition of what was written before, or too much from one device. */
  write(heard: Heard, nowMs: number): Point | undefined;
}

interface Said {
  words: string;
  writtenMs: number;
  repeats: number;
}

const limits = { varbinds: 16, valueLength: 80, textLength: 1000, namesPerDevice: 32 };

/**
 * UPSs repeat that they are on battery each minute, with other figures each time; so a thing is said again when the
 * trap, its variables and the texts among them are those of the trap before about the same variables.
 */
export function openJournal(options: JournalOptions): Journal {
  const { agent, pace = { burst: 10, periodMs: 10_000 }, againMs = 900_000, memory = 4096 } = options;
  const said = boundedMap<Said>(memory);
  const dueMs = boundedMap<number>(memory);
  const namesOf = boundedMap<Set<string>>(memory);
  let lastMs = 0;

  /** The name is a tag: a device that makes up a new one each time must not make a series of each. */
  const boundedName = (device: string, oid: string): string => {
    const name = deviceText(trapName(oid), 160);
    const names = namesOf.get(device) ?? new Set();
    if (names.size < limits.namesPerDevice) names.add(name);
    namesOf.set(device, names);
    return names.has(name) ? name : "other";
  };

  return {
    write({ target, notification, version, source }, nowMs) {
      const { trap, varbinds } = notification;
      const device = `${target.kind}/${target.id}`;
      const about = `${device} ${varbinds.map(({ oid }) => oid).join(" ")}`.slice(0, 1000);
      const words = wordsOf(notification);
      const before = said.get(about);
      if (before?.words === words && nowMs - before.writtenMs < againMs && nowMs >= before.writtenMs) {
        said.set(about, { ...before, repeats: before.repeats + 1 });
        return undefined;
      }
      const next = nextAt(dueMs.get(device), pace, nowMs);
      if (next.atMs > nowMs) return undefined;
      dueMs.set(device, next.dueMs);
      said.set(about, { words, writtenMs: nowMs, repeats: 0 });
      // two traps of one moment are two points
      lastMs = nowMs > lastMs || nowMs < lastMs - 1000 ? nowMs : lastMs + 1;
      return measure(
        "trap",
        { agent, ...target, trap: boundedName(device, trap) },
        {
          oid: deviceText(trap),
          version,
          source,
          varbinds: shown(varbinds),
          repeats: before?.words === words ? before.repeats : 0,
        },
        lastMs,
      );
    },
  };
}

function wordsOf({ trap, varbinds }: Notification): string {
  const texts = varbinds.filter(({ value }) => value instanceof Uint8Array);
  return [trap, ...texts.map(({ value }) => plainValue(value).slice(0, limits.valueLength))]
    .join("\n")
    .slice(0, 500);
}

function shown(varbinds: readonly Varbind[]): string {
  const parts = varbinds
    .slice(0, limits.varbinds)
    .map(({ oid, value }) => `${oid}=${deviceText(plainValue(value), limits.valueLength)}`);
  if (varbinds.length > limits.varbinds) parts.push("…");
  return deviceText(parts.join(", "), limits.textLength);
}
