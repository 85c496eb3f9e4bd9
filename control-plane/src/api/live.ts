import type { LiveEvent } from "@haidang/contract/api.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";

/** An event as it goes over the wire. */
export interface Sent {
  id: number;
  /** The object it tells of; undefined where it is of none. */
  object: ObjectKey | undefined;
  /** The incident it tells of, for those who see only a part of what it says. */
  incident: Incident | undefined;
  /** How it is resumed from. */
  name: string;
  text: string;
}

const kept = 2000;
/** One stream of events to any number of readers, numbered so that a lost connection resumes. */
export interface LiveHub {
  send(event: LiveEvent): void;
  /** Events after `id`, or undefined when some of them are forgotten. */
  since(id: string | undefined): Sent[] | undefined;
  listen(listener: (sent: Sent) => void): () => void;
  lastId(): string;
}

/** `epoch` tells one run of the control plane from the next: ids of another run cannot be resumed. */
export function createLiveHub(epoch: string): LiveHub {
  const ring: Sent[] = [];
  const listeners = new Set<(sent: Sent) => void>();
  let last = 0;
  const name = (id: number) => `${epoch}-${id}`;
  return {
    send(event) {
      last += 1;
      const incident = event.name === "incident" ? event.data : undefined;
      const sent: Sent = {
        ...{ id: last, name: name(last), object: objectOf(event), incident },
        text: frame(event, name(last)),
      };
      ring.push(sent);
      if (ring.length > kept) ring.shift();
      for (const listener of listeners) listener(sent);
    },
    since(id) {
      const [, theirs, number] = /^(.+)-(\d+)$/.exec(id ?? "") ?? [];
      const after = Number(number);
      if (theirs !== epoch || (ring[0]?.id ?? last + 1) > after + 1) return undefined;
      return ring.filter((sent) => sent.id > after);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lastId: () => name(last),
  };
}

function objectOf({ data }: LiveEvent): ObjectKey | undefined {
  return "kind" in data && "id" in data ? objectKey(data) : undefined;
}

/** One server-sent event; without an id it cannot be resumed from. */
export function frame({ name, data }: LiveEvent, id: string | undefined): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
