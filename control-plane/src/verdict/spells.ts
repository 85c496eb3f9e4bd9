import type { Spell } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";

/** One reading, of what it is about and under which topic. */
export interface Reading {
  subject: string;
  topic: string;
  value: string;
  atMs: number;
}

/**
 * What was read of things over the last days, as spells that say the same: in whatever order readings come, a spool
 * that delivers late included. In memory over the records, so that a restart forgets nothing that matters.
 */
export interface Spells {
  /** True when it says something new, which is another value or something after a gap. */
  read(reading: Reading, maxGapMs: number): boolean;
  /** In rising time; those that touch the period. */
  between(subject: string, topic: string, fromMs: number, toMs: number): Spell[];
  /** The one that began last, at `atMs` at the latest. */
  at(subject: string, topic: string, atMs: number): Spell | undefined;
  /** Makes what was read since the last time durable, all at once; throws when that cannot be. */
  save(): void;
  /** Drops what is older than is kept. */
  forget(nowMs: number): void;
}

export const keptMs = 7 * 86_400_000;
/** Spells of one subject and topic; a port that flaps forgets its oldest. */
const mostEach = 64;
/** How far the records may lag behind a spell that only goes on, ms. */
const savedEveryMs = 60_000;

export function openSpells(
  { spells: records, transaction }: Pick<RecordStore, "spells" | "transaction">,
  nowMs: number,
): Spells {
  /** What the records have to be told, by primary key: a spell, or that there is none. */
  const pending = new Map<string, { spell: Spell; isGone: boolean }>();
  const known = new Map<string, Spell[]>();
  const savedMs = new Map<Spell, number>();
  const nameOf = (subject: string, topic: string) => `${subject}\n${topic}`;
  for (const spell of records.since(nowMs - keptMs)) {
    const name = nameOf(spell.subject, spell.topic);
    known.set(name, [...(known.get(name) ?? []), spell]);
  }

  const note = (spell: Spell, isGone: boolean) =>
    pending.set(`${nameOf(spell.subject, spell.topic)}\n${spell.fromMs}`, { spell: { ...spell }, isGone });

  function save(spell: Spell): void {
    note(spell, false);
    savedMs.set(spell, spell.toMs);
  }

  function drop(spell: Spell): void {
    note(spell, true);
    savedMs.delete(spell);
  }

  function flush(): void {
    if (pending.size === 0) return;
    transaction(() => {
      for (const { spell, isGone } of pending.values()) {
        if (isGone) records.remove(spell);
        else records.put(spell);
      }
    });
    pending.clear();
  }

  function insert(list: Spell[], spell: Spell): void {
    const at = list.findLastIndex(({ fromMs }) => fromMs <= spell.fromMs);
    list.splice(at + 1, 0, spell);
    save(spell);
    const oldest = list.length > mostEach ? list.shift() : undefined;
    if (oldest !== undefined) drop(oldest);
  }

  /** Another value in the midst of a spell: what it says is known at its ends, not between. */
  function split(list: Spell[], spell: Spell, atMs: number): void {
    const { toMs } = spell;
    spell.toMs = Math.max(spell.fromMs, atMs - 1);
    save(spell);
    if (toMs > atMs) insert(list, { ...spell, fromMs: toMs, toMs });
  }

  return {
    read({ subject, topic, value, atMs }, maxGapMs) {
      const name = nameOf(subject, topic);
      const list = known.get(name) ?? [];
      known.set(name, list);
      const before = list.findLast(({ fromMs }) => fromMs <= atMs);
      if (before?.value === value && atMs - before.toMs <= maxGapMs) {
        before.toMs = Math.max(before.toMs, atMs);
        if (before.toMs - (savedMs.get(before) ?? 0) >= savedEveryMs) save(before);
        return false;
      }
      if (before !== undefined && before.fromMs === atMs) return false;
      const after = list.find(({ fromMs }) => fromMs > atMs);
      if (before !== undefined && before.toMs >= atMs) split(list, before, atMs);
      else if (after?.value === value && after.fromMs - atMs <= maxGapMs) {
        drop(after);
        after.fromMs = atMs;
        save(after);
        return false;
      }
      insert(list, { subject, topic, value, fromMs: atMs, toMs: atMs });
      return true;
    },
    between: (subject, topic, fromMs, toMs) =>
      (known.get(nameOf(subject, topic)) ?? []).filter((one) => one.fromMs < toMs && one.toMs >= fromMs),
    at: (subject, topic, atMs) => known.get(nameOf(subject, topic))?.findLast(({ fromMs }) => fromMs <= atMs),
    save: flush,
    forget(nowMs) {
      const beforeMs = nowMs - keptMs;
      for (const [name, list] of known) {
        const kept = list.filter(({ toMs }) => toMs >= beforeMs);
        for (const spell of list) if (spell.toMs < beforeMs) savedMs.delete(spell);
        if (kept.length === 0) known.delete(name);
        else known.set(name, kept);
      }
      records.forget(beforeMs);
    },
  };
}
