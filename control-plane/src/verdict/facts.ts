import type { Subject } from "@haidang/contract/alert.ts";
import type { Cause, Responsibility } from "@haidang/contract/verdict.ts";

/** Something seen, where and when, UTC ms. Names are people's or devices' own: hostile text, cleaned where it came in. */
export interface Seen {
  subject: Subject;
  name: string;
  atMs: number;
}

/** What is known of the agent that sits at the silent place, or is itself what is silent. */
export interface AgentFacts extends Seen {
  /** It measures what is silent, from beside it. */
  isMeasurer: boolean;
  /** It was heard after the silence began, so it came another way. */
  shippingMs: number | null;
  /** Since when it was not heard. */
  silentMs: number | null;
  /** The share of the outage it went on measuring in, as its later deliveries show, %; null when nothing says. */
  measuredPct: number | null;
  /** Its process began within the outage, or ended with it. */
  restartedMs: number | null;
  bootedMs: number | null;
  /** Its process was there before the outage and told so after it began. */
  ranThroughMs: number | null;
}

export const powerSigns = ["on_battery", "battery_low", "mains_lost", "on_mains", "on_mains_before"] as const;
export interface PowerSign extends Seen {
  sign: (typeof powerSigns)[number];
  /** Name of the trap, for `mains_lost`. */
  trap?: string;
}

/** A machine at the site that booted within the outage, or that is known to have run through it. */
export interface MachineSign extends Seen {
  booted: boolean;
  /** It is the far end of the silent link, or the silent device. */
  isSubject: boolean;
}

export interface PortSign extends Seen {
  port: string;
  isUp: boolean;
  /** Whose end of the line: the site's own, or that of the carrier or the centre. */
  side: "site" | "centre";
}

/** Others that might share the fate of what is silent. */
export interface Others {
  down: readonly Seen[];
  up: readonly Seen[];
}

/** All that is known about one silence, as a plain value. What is not known is absent. */
export interface OutageFacts {
  subject: Subject;
  name: string;
  /** First failed result, and first good one; null while it lasts. */
  startsMs: number;
  endsMs: number | null;
  /** Something at the far end answered, wrongly. */
  answeredWrongly: boolean;
  carrier?: string | undefined;
  planned?: { id: string; reason: string; fromMs: number; annotation: boolean } | undefined;
  /** The topmost that is down above, and who has to act there. */
  above?: (Seen & { cause: Cause; responsibility: Responsibility }) | undefined;
  /** What it is reached through answers. */
  aboveUp?: Seen | undefined;
  /** The agent that measures it: everything elsewhere is lost to it, or others still answer it. */
  measurer: {
    lostAll?: (Seen & { sites: number }) | undefined;
    gatewayDown?: Seen | undefined;
    answering: readonly Seen[];
  };
  agent?: AgentFacts | undefined;
  /** So many agents fell silent with it, which are all but the hub. */
  agentsTogether?: { count: number; atMs: number } | undefined;
  power: readonly PowerSign[];
  machines: readonly MachineSign[];
  ports: readonly PortSign[];
  /** Other links of the same site. */
  links: Others;
  /** Other devices of the same site, for a device. */
  devices: Others;
  /** Other links of the same carrier, to other sites, not lost by what is above them. */
  carrierLinks: { down: number; asked: number };
  /** What stands at the site and still answers from outside. */
  reached: readonly Seen[];
  signalling: readonly Seen[];
  /** The same target asked from its own end. */
  farEnd: ReadonlyArray<Seen & { isUp: boolean }>;
  /** The last trace that did not arrive. */
  path?: (Seen & { hop: number; address: string }) | undefined;
}
