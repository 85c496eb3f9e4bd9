import { HaidangError } from "@haidang/contract/error.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { usualResponsibility } from "@haidang/contract/verdict.ts";
import type { Told } from "./book.ts";
import type { Acting, Incidents } from "./incidents.ts";

/** What an act makes of an incident; null when it changes nothing. */
export interface Act {
  change: Partial<Incident>;
  tell: Pick<Told, "kind" | "values">;
}

const noted = (note: string): Record<string, string> => (note === "" ? {} : { note });

function refuseResolved({ id, state, mergedInto }: Incident): void {
  if (state !== "resolved") return;
  const into = mergedInto === undefined ? "" : `, it goes by ${mergedInto}`;
  throw new HaidangError("conflict", `${id} is resolved already${into}`, {
    hint: `haidang incident show ${mergedInto ?? id}`,
  });
}

export const acts = {
  /** The first one acts; whoever comes after is told who that is. */
  acknowledge(incident: Incident, note: string, { by }: Acting): Act | null {
    refuseResolved(incident);
    if (incident.acknowledgedBy === by) return null;
    if (incident.acknowledgedBy !== null) {
      throw new HaidangError(
        "conflict",
        `${incident.id} is acknowledged by ${incident.acknowledgedBy} already`,
        {
          hint: `to take it over: haidang incident assign ${incident.id} <name>`,
        },
      );
    }
    return {
      change: { state: "acknowledged", acknowledgedBy: by },
      tell: { kind: "acknowledged", values: noted(note) },
    };
  },
  unacknowledge(incident: Incident, note: string): Act {
    refuseResolved(incident);
    if (incident.acknowledgedBy === null) {
      throw new HaidangError("conflict", `${incident.id} is not acknowledged`);
    }
    return {
      change: { state: "open", acknowledgedBy: null },
      tell: { kind: "unacknowledged", values: noted(note) },
    };
  },
  assign(incident: Incident, to: string): Act | null {
    refuseResolved(incident);
    if (incident.assignee === to) return null;
    return { change: { assignee: to }, tell: { kind: "assigned", values: { to } } };
  },
  note: (_incident: Incident, text: string): Act => ({
    change: {},
    tell: { kind: "noted", values: { text } },
  }),
  /** The machine's verdict stays as it is, beside this. */
  overrule(
    incident: Incident,
    { cause, responsibility = usualResponsibility[cause], reason }: Parameters<Incidents["overrule"]>[1],
    { by, nowMs }: Acting,
  ): Act {
    return {
      change: { overruled: { cause, responsibility, reason, by, atMs: nowMs } },
      tell: {
        kind: "overruled",
        values: { from: incident.verdict?.cause ?? "not_known", to: cause, responsibility, reason },
      },
    };
  },
  resolve(incident: Incident, note: string, { nowMs }: Acting): Act {
    refuseResolved(incident);
    return {
      change: { state: "resolved", resolvedMs: nowMs },
      tell: { kind: "resolved", values: { lastedMs: nowMs - incident.startsMs, byHand: 1, ...noted(note) } },
    };
  },
};

export function refuseFiring(id: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const [first = ""] = names;
  const more = names.length > 1 ? ` and ${names.length - 1} more` : "";
  throw new HaidangError(
    "conflict",
    `${id} cannot be resolved by hand: ${first}${more} is measured and still fails`,
    {
      hint: `it resolves by itself; to be told no more: haidang incident ack ${id}, or haidang silence add`,
    },
  );
}
