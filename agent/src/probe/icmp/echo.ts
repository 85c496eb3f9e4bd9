import type { Reason } from "@haidang/contract/reason.ts";

/** What became of one echo request of the steady one-a-second stream. Times are UTC ms by this machine's clock. */
export type EchoEvent =
  | { type: "reply"; address: string; sentMs: number; rttMs: number }
  /** Sent, and not answered within the timeout. */
  | { type: "lost"; address: string; sentMs: number }
  /** Never left this machine (no route, interface down): `sentMs` is when it was due. */
  | { type: "unsent"; address: string; sentMs: number }
  /** An ICMP error came back for a request to the address (RFC 792, RFC 4443). */
  | { type: "notice"; address: string; detail: string };

/** What a quick burst of echo requests found. `undecided`: the tool broke, so nothing can be said. */
export type BurstOutcome =
  | { type: "answered"; sentMs: number }
  | { type: "lost"; reason: "no_reply" | "unreachable"; detail?: string }
  | { type: "cannot"; reason: Reason; detail: string }
  | { type: "undecided" };

/** Why echo requests cannot be sent here at all. */
export interface ToolFault {
  reason: Reason;
  detail: string;
}

export interface Suspect {
  address: string;
  /** The request never left this machine, so the kernel's error is worth asking for. */
  unsent: boolean;
}

export interface EchoListener {
  onEvents(events: readonly EchoEvent[]): void;
  /** The tool does not run for these addresses; it is tried again by itself. Told with every failed attempt. */
  onFault(fault: ToolFault, addresses: readonly string[]): void;
}

/** A program that sends echo requests: fping, or ping where fping cannot run. Addresses are always IP literals. */
export interface EchoTool {
  readonly by: "fping" | "ping";
  /** Time between two requests to one address, ms. */
  readonly periodMs: number;
  /** Sends to every address each period until stopped. A stopped stream says nothing any more. */
  stream(addresses: readonly string[], timeoutMs: number, listener: EchoListener): { stop(): Promise<void> };
  /** Settles each suspect once, as soon as it is known; the promise ends after the last. */
  burst(
    suspects: readonly Suspect[],
    settle: (address: string, outcome: BurstOutcome) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
