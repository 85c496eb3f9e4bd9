import {
  callIdOf,
  type LocalEnd,
  newTransaction,
  optionsRequest,
  type SipSettings,
  type TransactionIdentity,
} from "./request.ts";
import type { SipResponse } from "./response.ts";

/** Silence longer than this is given up, ms (the standard allows 32 s, RFC 3261 §17.1.2.2). */
export const giveUpMs = 4000;

/** How one transaction ended: with a final answer, an error of the socket, or in silence. */
export interface TransactionEnd {
  final?: SipResponse;
  /** From the first request to the final answer, ms. */
  responseMs?: number;
  error?: NodeJS.ErrnoException;
  /** The last provisional answer, when no final one followed. */
  provisional?: number;
  /** Messages that were no answer to this request. */
  strays: number;
  /** What was wrong with the last thing that could not be read. */
  malformed?: string;
  certificateDaysLeft?: number;
}

/** One request and what has come back for it. */
export interface Transaction {
  request: Buffer;
  /** Takes a message in; `final` when it ends the transaction, `provisional` when it asks for patience. */
  receive(response: SipResponse): "final" | "provisional" | "stray";
  malformed(fault: string): void;
  end(more?: Pick<TransactionEnd, "error" | "certificateDaysLeft">): TransactionEnd;
}

/** Branch, Call-ID, From tag and CSeq all have to be ours: a late or forged answer matches nothing. */
export function isOurs(response: SipResponse, id: TransactionIdentity, local: LocalEnd): boolean {
  return (
    response.branch === id.branch &&
    response.callId === callIdOf(id, local) &&
    response.fromTag === id.fromTag &&
    response.cseq.number === id.cseq &&
    response.cseq.method === "OPTIONS"
  );
}

/** Begins at the moment the request is about to be sent. */
export function beginTransaction(settings: SipSettings, local: LocalEnd): Transaction {
  const id = newTransaction();
  const startedAt = performance.now();
  const seen: TransactionEnd = { strays: 0 };
  return {
    request: optionsRequest(settings, id, local),
    receive(response) {
      if (!isOurs(response, id, local)) {
        seen.strays += 1;
        return "stray";
      }
      if (response.statusCode < 200) {
        seen.provisional = response.statusCode;
        return "provisional";
      }
      seen.responseMs ??= Math.round(1000 * (performance.now() - startedAt)) / 1000;
      seen.final ??= response;
      return "final";
    },
    malformed(fault) {
      seen.malformed = fault;
    },
    end: (more = {}) => ({ ...seen, ...more }),
  };
}
