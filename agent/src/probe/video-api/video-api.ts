import type { VideoApiAccess } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";

/** What a video point says of itself; a part it does not tell is absent. Words are as it wrote them: hostile. */
export interface VideoStatus {
  model?: string;
  software?: string;
  uptimeS?: number;
  temperatureC?: number;
  sipRegistered?: boolean;
  h323Registered?: boolean;
  inCall: boolean;
  /** Of the call, from the network and to it. */
  inCallBps?: number;
  outCallBps?: number;
  inLossPct?: number;
  outLossPct?: number;
  inJitterMs?: number;
  outJitterMs?: number;
  /** Its own complaints about itself. */
  faults?: string;
}

export interface ApiRequest {
  method: "GET" | "POST" | "DELETE";
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Sent anew on no account: each time may cost a session. */
  isOnce?: true;
}

export interface ApiAnswer {
  status: number;
  /** `name=value` of each cookie that was set. */
  cookies: readonly string[];
  body: string;
  /** Why the body did not come whole, though cookies came: a session may have begun with them. */
  fault?: ApiFault;
}

/** One question to one point; rejects with `ApiFault` alone. */
export type Ask = (request: ApiRequest) => Promise<ApiAnswer>;

/** An open session: what each further request carries, and the requests that close it, tried until one is taken. */
export interface ApiSession {
  headers: Readonly<Record<string, string>>;
  end: readonly ApiRequest[];
}

/** One make of device. Sessions are few on all of them, so whoever calls `begin` sends `end` whatever happens. */
export interface VideoApi {
  begin(ask: Ask, who: Pick<VideoApiAccess, "user" | "password">): Promise<ApiSession>;
  /** `ask` carries the headers of the session already. */
  read(ask: Ask): Promise<VideoStatus>;
}

/** Why a point's API brought nothing. */
export class ApiFault extends Error {
  readonly outcome: "failed" | "cannot";
  readonly reason: Reason;

  constructor(reason: Reason, detail: string, outcome: "failed" | "cannot" = "failed") {
    super(detail);
    this.reason = reason;
    this.outcome = outcome;
  }
}

/** The fault of an answer that is not the one asked for, whoever asked. */
export function statusFault({ status }: ApiAnswer, path: string): ApiFault {
  const reason = status === 401 || status === 403 ? "credentials" : "http_status";
  return new ApiFault(reason, `HTTP ${status} to ${path}`);
}

/** The larger of what is known; undefined where nothing is. */
export function worst(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
