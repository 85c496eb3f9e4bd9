import type { Conference, ConferenceQuality, Readiness, ReadinessRun } from "@haidang/contract/conference.ts";

/** Meetings, what was found of how ready they were, and what they were like. */
export interface ConferenceRecords {
  /** `HN-1` is the first; a number is never given twice. */
  add(make: (id: string) => Conference): Conference;
  save(conference: Conference): void;
  get(id: string): Conference | undefined;
  /** Those that end after an instant, by when they begin. */
  list(endsAfterMs: number): Conference[];
  /** Keeps a run; returns it with its number. */
  addRun(readiness: Readiness): Readiness & { run: number };
  /** Drops the earlier runs of a stage. */
  dropRunsBefore(conference: string, stage: Readiness["stage"], run: number): void;
  run(conference: string, run: number): Readiness | undefined;
  /** Oldest first, without their points. */
  runs(conference: string): ReadinessRun[];
  saveQuality(quality: ConferenceQuality): void;
  quality(conference: string): ConferenceQuality | undefined;
}
