import {
  type Conference,
  type ConferenceDetail,
  type ConferenceQuality,
  type ConferenceRequest,
  type ConferenceRow,
  compareColour,
  type Readiness,
  type ReadinessStage,
} from "@haidang/contract/conference.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Contact } from "@haidang/contract/notify.ts";
import type { Language } from "@haidang/contract/text.ts";
import type { Letter } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import { type FactSource, gatherFacts } from "./facts.ts";
import { changesSince, groupPoints, totalsOf } from "./group.ts";
import { overLetter, readinessLetter, worseLetter } from "./letter.ts";
import { participantsOf } from "./participant.ts";
import { missingPoint, pointOf } from "./point.ts";
import { qualityOf, worstFirst } from "./quality.ts";
import { baselineOf, dueStage, endOf, stateOf } from "./schedule.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Batches that were on their way when the meeting ended have come by then. */
const settledAfterMs = 15 * minuteMs;
/** Minutes are worked out of raw samples, which the embedded store keeps for 35 days. */
const workableMs = 30 * dayMs;
/** How long an answer stands for the next who asks. */
const freshMs = 10_000;
/** Meetings to come that one control plane keeps: each is looked at every few seconds. */
const mostOpen = 500;

export interface Acting {
  by: string;
  nowMs: number;
}

export interface ConferenceOptions extends FactSource {
  records: RecordStore;
  contacts: () => ReadonlyMap<string, Contact>;
  /** Within the transaction that is open. */
  write: (contact: string, letter: (language: Language) => Letter) => void;
  onFault: (error: unknown) => void;
}

/** Meetings: how ready their points are, and what they were like. All throw `not_found` for a meeting that never was. */
export interface Conferences {
  /** Soonest first; with `all` also what is over or cancelled. */
  list(all: boolean, nowMs: number): ConferenceRow[];
  show(id: string, nowMs: number): ConferenceDetail;
  /** Audited. Throws `usage` for a meeting that is over already, `not_found` where nobody takes part. */
  add(request: ConferenceRequest, acting: Acting): ConferenceRow;
  /** Audited. Throws `conflict` once it is over or cancelled. */
  cancel(id: string, reason: string, acting: Acting): ConferenceRow;
  /** How ready it is now, against the last kept run; not kept itself. */
  readiness(id: string, acting: Acting): Promise<Readiness>;
  /** The same, kept by its number. */
  keepRun(id: string, stage: ReadinessStage, acting: Acting): Promise<Readiness>;
  keptRun(id: string, run: number): Readiness;
  /** What it was like so far, or, once raw measurements are gone, what was kept. */
  quality(id: string, nowMs: number): Promise<ConferenceQuality>;
  /** Makes the runs that are due, one after the other; call it each few seconds. */
  tick(nowMs: number): Promise<void>;
}

export function createConferences(options: ConferenceOptions): Conferences {
  const { records, series, world, contacts, write } = options;
  const kept = records.conferences;
  const answers = new Map<string, { atMs: number; readiness: Promise<Readiness> }>();
  let isBusy = false;

  function found(id: string): Conference {
    const conference = kept.get(id);
    if (conference !== undefined) return conference;
    throw new HaidangError("not_found", `there is no conference ${JSON.stringify(id.slice(0, 40))}`, {
      hint: "haidang conference list --all shows them",
    });
  }

  function rowOf(conference: Conference, nowMs: number): ConferenceRow {
    const { points, missing } = participantsOf(world(), conference.participants);
    const owner = conference.owner === null ? undefined : contacts().get(conference.owner);
    return {
      ...conference,
      state: stateOf(conference, nowMs),
      ownerName: owner?.name ?? null,
      count: points.length + missing.length,
      last: kept.runs(conference.id).at(-1) ?? null,
    };
  }

  async function judgeNow(conference: Conference, stage: ReadinessStage, acting: Acting): Promise<Readiness> {
    const startedMs = performance.now();
    const { by, nowMs } = acting;
    const { points, missing } = participantsOf(world(), conference.participants);
    const { startMs, quality } = conference;
    const meeting = { startMs, endMs: endOf(conference), quality, nowMs };
    const facts = await gatherFacts(options, points, meeting);
    const judged = [
      ...points.flatMap((point) => {
        const known = facts.get(point.id);
        return known === undefined ? [] : [pointOf(point, known, { world: world(), meeting })];
      }),
      ...missing.map(missingPoint),
    ];
    const runs = kept.runs(conference.id);
    const baseline = baselineOf(runs, Number.POSITIVE_INFINITY);
    const before = baseline === undefined ? undefined : kept.run(conference.id, baseline.run);
    return {
      ...{ conference: conference.id, run: null, stage, atMs: nowMs, by },
      tookMs: Math.round(performance.now() - startedMs),
      totals: totalsOf(judged),
      groups: groupPoints(judged),
      points: judged.toSorted((a, b) => compareColour(a.colour, b.colour)),
      changes: before === undefined ? null : changesSince(before, judged),
    };
  }

  async function keepRun(conference: Conference, stage: ReadinessStage, acting: Acting): Promise<Readiness> {
    const readiness = await judgeNow(conference, stage, acting);
    const lastLive = kept.runs(conference.id).findLast((run) => run.stage === "live");
    const before = lastLive === undefined ? undefined : kept.run(conference.id, lastLive.run);
    return records.transaction(() => {
      const run = kept.addRun(readiness);
      // of a meeting that runs the last one tells, and what the evening and the hour before said
      if (stage === "live") kept.dropRunsBefore(conference.id, "live", run.run);
      if (stage !== "manual") tellOwner(conference, run, before);
      return run;
    });
  }

  function tellOwner(conference: Conference, readiness: Readiness, before: Readiness | undefined): void {
    const { owner } = conference;
    if (owner === null) return;
    if (readiness.stage !== "live") {
      write(owner, (language) => readinessLetter(conference, readiness, language));
      return;
    }
    const wasRed = new Set(before?.points.filter(({ colour }) => colour === "red").map(({ id }) => id));
    const newlyRed = readiness.points.filter(({ id, colour }) => colour === "red" && !wasRed.has(id));
    // the first run of a meeting says no more than the one an hour before
    if (before === undefined || newlyRed.length === 0) return;
    const ids = newlyRed.map(({ id }) => id);
    write(owner, (language) => worseLetter(conference, readiness, ids, language));
  }

  async function workOut(conference: Conference, nowMs: number): Promise<ConferenceQuality> {
    const { id, name, startMs, quality } = conference;
    const fromMs = startMs;
    const toMs = Math.max(startMs, Math.min(endOf(conference), conference.cancelled?.atMs ?? nowMs, nowMs));
    const { points } = participantsOf(world(), conference.participants);
    const found = await qualityOf({ series, world: world() }, points, conference, { fromMs, toMs });
    return { conference: id, name, fromMs, toMs, madeMs: nowMs, quality, points: worstFirst(found) };
  }

  async function finish(conference: Conference, nowMs: number): Promise<void> {
    const quality = await workOut(conference, nowMs);
    records.transaction(() => {
      kept.saveQuality(quality);
      const { owner } = conference;
      if (owner !== null) write(owner, (language) => overLetter(conference, quality, language));
    });
  }

  async function work(conference: Conference, nowMs: number): Promise<void> {
    const stage = dueStage(conference, kept.runs(conference.id), nowMs);
    if (stage !== undefined) await keepRun(conference, stage, { by: "haidang", nowMs });
    const isOver = stateOf(conference, nowMs) === "over" && nowMs >= endOf(conference) + settledAfterMs;
    if (isOver && kept.quality(conference.id) === undefined) await finish(conference, nowMs);
  }

  return {
    list: (all, nowMs) =>
      kept
        .list(all ? 0 : nowMs)
        .filter(({ cancelled }) => all || cancelled === null)
        .map((conference) => rowOf(conference, nowMs)),
    show: (id, nowMs) => ({ ...rowOf(found(id), nowMs), runs: kept.runs(id) }),
    add(request, { by, nowMs }) {
      refuseAdd(request, { nowMs, open: kept.list(nowMs).length, contacts: contacts() });
      const taking = participantsOf(world(), request.participants);
      refuseNobody(taking);
      const conference = records.transaction(() => {
        const { owner = null, ...rest } = request;
        const added = kept.add((id) => ({ ...rest, id, owner, createdMs: nowMs, by, cancelled: null }));
        const detail = JSON.stringify({
          name: added.name,
          startMs: added.startMs,
          durationMin: added.durationMin,
        });
        records.audit.append({ atMs: nowMs, actor: by, action: "conference.add", object: added.id, detail });
        return added;
      });
      return rowOf(conference, nowMs);
    },
    cancel(id, reason, { by, nowMs }) {
      const conference = found(id);
      const state = stateOf(conference, nowMs);
      if (state === "over" || state === "cancelled") {
        throw new HaidangError("conflict", `the conference ${id} is ${state} already`);
      }
      const cancelled = { ...conference, cancelled: { atMs: nowMs, by, reason } };
      records.transaction(() => {
        kept.save(cancelled);
        const detail = JSON.stringify({ reason });
        records.audit.append({ atMs: nowMs, actor: by, action: "conference.cancel", object: id, detail });
      });
      return rowOf(cancelled, nowMs);
    },
    async readiness(id, acting) {
      const conference = found(id);
      const known = answers.get(id);
      if (known !== undefined && Math.abs(acting.nowMs - known.atMs) < freshMs) return known.readiness;
      const readiness = judgeNow(conference, "manual", acting);
      answers.set(id, { atMs: acting.nowMs, readiness });
      readiness.catch(() => answers.delete(id));
      for (const [other, { atMs }] of answers) if (acting.nowMs - atMs >= freshMs) answers.delete(other);
      return readiness;
    },
    keepRun: (id, stage, acting) => keepRun(found(id), stage, acting),
    keptRun(id, run) {
      const readiness = kept.run(found(id).id, run);
      if (readiness !== undefined) return readiness;
      throw new HaidangError("not_found", `the conference ${id} has no run ${run}`, {
        hint: `haidang conference show ${id} lists them`,
      });
    },
    async quality(id, nowMs) {
      const conference = found(id);
      const stored = kept.quality(id);
      if (stored !== undefined && nowMs - endOf(conference) > workableMs) return stored;
      return workOut(conference, nowMs);
    },
    async tick(nowMs) {
      if (isBusy) return;
      isBusy = true;
      try {
        for (const conference of kept.list(nowMs - 2 * dayMs)) {
          if (conference.cancelled === null) await work(conference, nowMs).catch(options.onFault);
        }
      } finally {
        isBusy = false;
      }
    },
  };
}

function refuseAdd(
  { startMs, durationMin, owner }: ConferenceRequest,
  { nowMs, open, contacts }: { nowMs: number; open: number; contacts: ReadonlyMap<string, Contact> },
): void {
  if (startMs + durationMin * minuteMs <= nowMs) {
    throw new HaidangError("usage", "the meeting is over already", { hint: "give a start that is to come" });
  }
  if (open >= mostOpen) {
    throw new HaidangError("conflict", `there are ${open} meetings to come already`, {
      hint: "cancel some: haidang conference cancel <id>",
    });
  }
  if (owner === undefined || contacts.has(owner)) return;
  const names = [...contacts.keys()].slice(0, 20).join(", ");
  throw new HaidangError("not_found", `there is no contact ${JSON.stringify(owner)} in the inventory`, {
    hint: names === "" ? "list people under contacts: in the inventory" : `contacts: ${names}`,
  });
}

function refuseNobody({ points, missing }: ReturnType<typeof participantsOf>): void {
  const [first] = missing;
  if (first !== undefined) {
    throw new HaidangError("not_found", `there is no video point ${JSON.stringify(first)}`, {
      hint: "haidang video list shows them",
    });
  }
  if (points.length > 0) return;
  throw new HaidangError("not_found", "no video point takes part", {
    hint: "haidang video list shows them with their units",
  });
}
