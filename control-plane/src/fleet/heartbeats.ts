import { createHmac, randomBytes } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Heartbeat } from "@haidang/contract/heartbeat.ts";
import type { HeartbeatAddress, ReportAnswer } from "@haidang/contract/heartbeat-api.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import { objectKey } from "@haidang/contract/object.ts";
import { resultPoint } from "@haidang/contract/result.ts";
import { nameOfSecret } from "@haidang/contract/secret.ts";
import { newSecret, sameSecret } from "../auth/secret.ts";
import { admit } from "../ingest/admit.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { centre } from "../inventory/checks.ts";
import { dueAfter } from "../inventory/heartbeat.ts";
import type { World } from "../inventory/world.ts";
import type { Log } from "../self/log.ts";
import type { Assignments } from "../state/assignments.ts";
import type { HeartbeatRecord } from "../store/heartbeats.ts";
import type { RecordStore } from "../store/records.ts";
import {
  afterAbsence,
  type Report,
  reported,
  rhythmOf,
  type Said,
  type Step,
  unheard,
  waited,
} from "./await-report.ts";

/** Not watched for so long is away, ms: a restart, a machine that slept, a clock set forward. */
const awayFromMs = 30_000;
const aliveSavedEveryMs = 10_000;
/** Reports of one heartbeat in a minute: one that runs wild fills no disk. */
const mostAMinute = 20;
/** The secret that tokens nobody chose are made of. */
const keyName = "heartbeat-key";

export interface Heartbeats {
  /**
   * Takes a report; resolves when it counts. Undefined for a heartbeat that is not there and a token that is not its
   * own, which nobody can tell apart. Rejects with `rate_limited`, and with `store_unavailable` when it has to come again.
   */
  report(
    shown: { id: string; token: string },
    report: Report,
    nowMs: number,
  ): Promise<ReportAnswer | undefined>;
  /** Says what is late and what is missing; call each second. Never rejects. */
  tick(nowMs: number): Promise<void>;
  /** What is known of one of the inventory. */
  recordOf(heartbeat: Heartbeat): HeartbeatRecord;
  /** Where one reports to. Throws `not_found`. */
  address(id: string): HeartbeatAddress;
}

export interface HeartbeatsOptions {
  records: RecordStore;
  world: () => World;
  assignments: Assignments;
  ingest: Ingest;
  secrets: { get(name: string): string | undefined; put(name: string, value: string): void };
  log: Log;
}

export function createHeartbeats(options: HeartbeatsOptions): Heartbeats {
  const { records, world, assignments, ingest, secrets, log } = options;
  const known = new Map(records.heartbeats.list().map((record) => [record.id, record]));
  const boot = randomBytes(8).toString("hex");
  let sequence = 0;
  let aliveMs = records.heartbeats.aliveMs();
  let aliveSavedMs = 0;
  let isTicking = false;
  let last: Promise<unknown> = Promise.resolve();
  const recent = new Map<string, number[]>();

  function find(id: string): Heartbeat | undefined {
    const object = world().objects.get(objectKey({ kind: "heartbeat", id }));
    return object?.kind === "heartbeat" ? object.item : undefined;
  }

  /** One that was taken out of the inventory and put back has not reported since. */
  function recordOf(heartbeat: Heartbeat): HeartbeatRecord {
    const record = known.get(heartbeat.id);
    const held = assignments.of(`heartbeat/${heartbeat.id}`).find(({ toMs }) => toMs === null);
    const heardMs = Math.max(record?.reportMs ?? 0, record?.startedMs ?? 0);
    return record === undefined || heardMs < (held?.fromMs ?? 0) ? unheard(heartbeat) : record;
  }

  function tokenOf({ id, token }: Heartbeat): string | undefined {
    if (token !== undefined) {
      const name = nameOfSecret(token);
      return name === undefined ? token : secrets.get(name);
    }
    let key = secrets.get(keyName);
    if (key === undefined) {
      key = newSecret();
      secrets.put(keyName, key);
    }
    return createHmac("sha256", key).update(id).digest("base64url");
  }

  function refuseFlood(id: string, nowMs: number): void {
    const times = (recent.get(id) ?? []).filter((time) => nowMs - time < 60_000);
    const [oldest] = times;
    if (times.length >= mostAMinute && oldest !== undefined) {
      const retryAfterS = Math.ceil((oldest + 60_000 - nowMs) / 1000);
      throw new HaidangError("rate_limited", `${id} reports more than ${mostAMinute} times a minute`, {
        hint: `report again in ${retryAfterS} s`,
        details: { retryAfterS },
      });
    }
    recent.set(id, [...times, nowMs]);
  }

  /** Each sees what the one before it left. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  /** Results go the way of all results; what cannot be measured in the store is judged all the same. */
  async function say(
    heard: ReadonlyArray<{ id: string; said: readonly Said[] }>,
    nowMs: number,
  ): Promise<void> {
    const points = heard.flatMap(({ id, said }) =>
      said.map((one) =>
        resultPoint(centre, { probe: "heartbeat", target: { kind: "heartbeat", id }, ...one }),
      ),
    );
    if (points.length === 0) return;
    sequence += 1;
    const batch = admit(encodePoints(points), centre, assignments, nowMs);
    try {
      await ingest.accept({ ...batch, agent: centre, id: { boot, sequence }, oldest: sequence });
    } catch (error) {
      if (!isJudged(error)) throw error;
      log("warn", "reports were judged, but could not be stored as measurements", { error: String(error) });
    }
  }

  function keep(record: HeartbeatRecord): void {
    records.heartbeats.put(record);
    known.set(record.id, record);
  }

  function keepAll(steps: readonly Step[]): void {
    records.transaction(() => {
      for (const { record } of steps) keep(record);
    });
  }

  async function watch(nowMs: number): Promise<void> {
    const absence = { fromMs: aliveMs ?? nowMs, toMs: nowMs };
    const wasAway = absence.toMs - absence.fromMs > awayFromMs;
    const steps: Step[] = [];
    for (const object of world().objects.values()) {
      if (object.kind !== "heartbeat") continue;
      const before = recordOf(object.item);
      const rhythm = rhythmOf(object.item);
      const isNew = before.rhythm !== rhythm;
      const counted = isNew ? { ...before, rhythm, fromMs: before.fromMs === null ? null : nowMs } : before;
      const step = wasAway
        ? afterAbsence(counted, object.item, absence)
        : waited(counted, object.item, nowMs);
      if (step.record !== before) steps.push(step);
    }
    await say(
      steps.map(({ record: { id }, said }) => ({ id, said })),
      nowMs,
    );
    if (steps.length > 0) keepAll(steps);
    aliveMs = nowMs;
    if (Math.abs(nowMs - aliveSavedMs) < aliveSavedEveryMs) return;
    records.heartbeats.setAlive(nowMs);
    aliveSavedMs = nowMs;
  }

  return {
    recordOf,
    async report({ id, token }, report, nowMs) {
      const heartbeat = find(id);
      const own = heartbeat === undefined ? undefined : tokenOf(heartbeat);
      if (heartbeat === undefined || own === undefined || !sameSecret(token, own)) return undefined;
      refuseFlood(id, nowMs);
      return inTurn(async () => {
        const { record, said } = reported(
          { ...recordOf(heartbeat), rhythm: rhythmOf(heartbeat) },
          report,
          nowMs,
        );
        await say([{ id, said }], nowMs);
        keep(record);
        return { heartbeat: id, status: report.status, dueMs: dueAfter(heartbeat, record.fromMs ?? nowMs) };
      });
    },
    async tick(nowMs) {
      if (isTicking) return;
      isTicking = true;
      try {
        await inTurn(() => watch(nowMs));
      } catch (error) {
        log("warn", "missing reports could not be told; it is tried again in a second", {
          error: String(error),
        });
      } finally {
        isTicking = false;
      }
    },
    address(id) {
      const heartbeat = find(id);
      if (heartbeat === undefined) {
        const hint = "haidang heartbeat list shows them";
        throw new HaidangError("not_found", `there is no heartbeat ${JSON.stringify(id)}`, { hint });
      }
      const token = tokenOf(heartbeat);
      if (token === undefined) {
        throw new HaidangError("not_found", `the token of ${id} names a secret that is gone`, {
          hint: "haidang secret set puts it there",
        });
      }
      return { heartbeat: id, path: `/api/v1/heartbeats/${encodeURIComponent(id)}/${token}`, token };
    },
  };
}

function isJudged(error: unknown): boolean {
  if (!(error instanceof HaidangError)) return false;
  const { details } = error;
  return typeof details === "object" && details !== null && "judged" in details && details.judged === true;
}
