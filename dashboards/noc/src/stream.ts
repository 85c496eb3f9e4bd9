import { type LiveEventName, liveEvents } from "@haidang/contract/api.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import { batch, computed, signal } from "@preact/signals";
import { hasSession } from "./api.ts";
import {
  type ClockReading,
  freshness,
  type Heard,
  hear,
  type LatencyWindow,
  type Live,
  nothingHeard,
  readEvent,
  type StateChange,
  serverTime,
} from "./live.ts";
import { ended } from "./session.ts";

export const live = signal<Live>(nothingHeard);
/** True once the stream sent what this page cannot read: the control plane is newer than the page. */
export const pageIsOld = signal(false);

/** Whole seconds of this page's steady clock; the one thing that makes durations tick. */
const beat = signal(0);
const spareClock = signal<ClockReading | null>(null);

/** The control plane's time, UTC ms, by the second; null before its first word. */
export const nowMs = computed(() => serverTime(live.value.clock ?? spareClock.value, beat.value * 1000));
/** How long nothing has come, ms. */
export const silentMs = computed(() => {
  const { heardAtMs } = live.value;
  return heardAtMs === null ? null : Math.max(0, beat.value * 1000 - heardAtMs);
});
export const fresh = computed(() => freshness(live.value.heardAtMs, beat.value * 1000));

/** Before the first tick the clock of an ordinary answer will do. */
export function noteTime(serverMs: number): void {
  spareClock.value = { serverMs, atMs: performance.now() };
}

/** Takes the changes not told aloud yet. */
export function takeChanges(): readonly StateChange[] {
  const { changes } = live.value;
  if (changes.length > 0) live.value = { ...live.value, changes: [] };
  return changes;
}

type LatencyWatcher = (window: LatencyWindow) => void;
const watchers = new Map<ObjectKey, Set<LatencyWatcher>>();
/** Every latency window of one object as it comes; returns how to stop. */
export function watchLatency(key: ObjectKey, watcher: LatencyWatcher): () => void {
  const known = watchers.get(key) ?? new Set();
  known.add(watcher);
  watchers.set(key, known);
  return () => {
    known.delete(watcher);
    if (known.size === 0) watchers.delete(key);
  };
}

const beatMs = 250;
/** Ticks come every 5 s: a stream this quiet is dead though the connection does not know it. */
const deadAfterMs = 45_000;
const retryMs = 5_000;

/** Keeps the stream open until told to stop. Lost connections are resumed by the browser with Last-Event-ID. */
export function openStream(): () => void {
  let source: EventSource | null = null;
  let queue: Heard[] = [];
  let openedAtMs = 0;
  let retryAtMs: number | null = null;

  const receive = (name: LiveEventName, text: string) => {
    try {
      queue.push({ event: readEvent(name, text), atMs: performance.now() });
    } catch (error) {
      console.error(`cannot read the event ${name}`, error);
      pageIsOld.value = true;
    }
  };
  const connect = () => {
    source?.close();
    openedAtMs = performance.now();
    retryAtMs = null;
    const opened = new EventSource("/api/v1/stream");
    source = opened;
    for (const name of eventNames) {
      opened.addEventListener(name, (event) => receive(name, String(event.data)));
    }
    opened.addEventListener("error", () => {
      // CONNECTING means that the browser tries again by itself; CLOSED that it was refused and gave up.
      if (opened.readyState !== EventSource.CLOSED) return;
      retryAtMs = performance.now() + retryMs;
      void leaveIfSignedOut();
    });
  };
  const pulse = setInterval(() => {
    const atMs = performance.now();
    const heard = queue;
    queue = [];
    batch(() => {
      live.value = hear(live.value, heard);
      beat.value = Math.floor(atMs / 1000);
    });
    for (const { event } of heard) {
      if (event.name !== "latency") continue;
      for (const watcher of watchers.get(objectKey(event.data)) ?? []) watcher(event.data);
    }
    const quietMs = atMs - Math.max(live.value.heardAtMs ?? 0, openedAtMs);
    if ((retryAtMs !== null && atMs >= retryAtMs) || quietMs > deadAfterMs) connect();
  }, beatMs);
  connect();
  return () => {
    clearInterval(pulse);
    source?.close();
    live.value = nothingHeard;
  };
}

const eventNames = Object.keys(liveEvents).filter((name): name is LiveEventName =>
  Object.hasOwn(liveEvents, name),
);

/** The stream does not tell why it was refused. Unreachable is no reason to leave: the stream tries again. */
async function leaveIfSignedOut(): Promise<void> {
  try {
    if (!(await hasSession())) ended();
  } catch (error) {
    console.warn("cannot tell whether the session still holds", error);
  }
}
