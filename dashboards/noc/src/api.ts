import { envelopeSchema, type Meta } from "@haidang/contract/api.ts";
import { type ErrorCode, errorBodySchema, errorCodes, HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import {
  recoveryCodesSchema,
  type SecondFactorOffer,
  type SignIn,
  secondFactorOfferSchema,
} from "@haidang/contract/user.ts";
import { z } from "zod";

const deadlineMs = 20_000;

export interface Answer<T> {
  data: T;
  meta: Meta;
}

/** Who is told of what every answer brings besides its data. */
export interface ApiListener {
  /** The control plane's clock, from `meta.asOf`. */
  onTime(serverMs: number): void;
  /** The session is over. */
  onSignedOut(): void;
}
let listener: ApiListener = { onTime: () => undefined, onSignedOut: () => undefined };
export function listenToApi(to: ApiListener): void {
  listener = to;
}

/**
 * GET `/api/v1<path>`. Throws `HaidangError`: `unreachable` when nothing answers within 20 s, `internal` when the
 * answer has not the shape of the contract, else the control plane's own code.
 */
export async function get<S extends z.ZodType>(
  path: string,
  schema: S,
  query: Readonly<Record<string, string | number>> = {},
): Promise<Answer<z.infer<S>>> {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const response = await request("GET", search.size === 0 ? path : `${path}?${search}`);
  const envelope = envelopeSchema(z.unknown()).safeParse(await bodyOf(response));
  const data = schema.safeParse(envelope.data?.data);
  if (!envelope.success || !data.success) {
    throw new HaidangError("internal", `the answer of ${path} is not of the shape this page knows`, {
      details: (envelope.error ?? data.error)?.issues.slice(0, 5),
    });
  }
  const { meta } = envelope.data;
  const asOfMs = Date.parse(meta.asOf);
  if (Number.isFinite(asOfMs)) listener.onTime(asOfMs);
  return { data: data.data, meta };
}

/** POST `/api/v1<path>`; the answer by its schema. Throws as `get` does. */
export async function post<S extends z.ZodType>(path: string, body: object, schema: S): Promise<z.infer<S>> {
  return send("POST", path, body, schema);
}

/** PUT, or DELETE without a body; the answer by its schema. Throws as `get` does. */
export async function put<S extends z.ZodType>(
  path: string,
  body: object | undefined,
  schema: S,
): Promise<z.infer<S>> {
  return send(body === undefined ? "DELETE" : "PUT", path, body, schema);
}

async function send<S extends z.ZodType>(
  method: Method,
  path: string,
  body: object | undefined,
  schema: S,
): Promise<z.infer<S>> {
  const envelope = z.object({ data: z.unknown() }).parse(await bodyOf(await request(method, path, body)));
  const answer = schema.safeParse(envelope.data);
  if (answer.success) return answer.data;
  throw new HaidangError("internal", `the answer of ${path} is not of the shape this page knows`, {
    details: answer.error.issues.slice(0, 5),
  });
}

/** Whether a session is held. Any refusal but 401 is thrown. */
export async function hasSession(): Promise<boolean> {
  return (await heldSession()) !== null;
}

const heldSchema = z.object({ data: z.object({ secondFactor: z.string().optional() }).optional() });

/** What a session that is held may do: all, or only set up a second factor; null without one. */
export async function heldSession(): Promise<"all" | "second-factor" | null> {
  try {
    const held = heldSchema.safeParse(await bodyOf(await request("GET", "/session")));
    return held.data?.data?.secondFactor === "needed" ? "second-factor" : "all";
  } catch (error) {
    if (error instanceof HaidangError && error.code === "unauthorized") return null;
    throw error;
  }
}

export async function openSession(proof: SignIn): Promise<void> {
  await request("POST", "/session", proof);
}

/** Sets the password by a link's code. */
export async function setPassword(code: string, password: string): Promise<void> {
  await request("POST", "/session/password", { code, password });
}

export async function offerSecondFactor(): Promise<SecondFactorOffer> {
  const body = await bodyOf(await request("POST", "/session/second-factor", {}));
  return z.object({ data: secondFactorOfferSchema }).parse(body).data;
}

/** The recovery codes, which are shown this once. */
export async function confirmSecondFactor(code: string): Promise<string[]> {
  const body = await bodyOf(await request("POST", "/session/second-factor/confirm", { code }));
  return z.object({ data: recoveryCodesSchema }).parse(body).data.recoveryCodes;
}

export async function closeSession(): Promise<void> {
  await request("DELETE", "/session");
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

async function request(method: Method, path: string, body?: object): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(deadlineMs),
      headers: { accept: "application/json", ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new HaidangError("unreachable", "the control plane does not answer", { cause });
  }
  if (response.ok) return response;
  const error = await refusal(response);
  if (error.code === "unauthorized" && !path.startsWith("/session")) listener.onSignedOut();
  throw error;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new HaidangError("unreachable", "the answer broke off or is not JSON", { cause });
  }
}

/** A refusal as the control plane words it; one that is not ours (a proxy's page) by its status alone. */
async function refusal(response: Response): Promise<HaidangError> {
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return new HaidangError(codeOfStatus(response.status), `HTTP ${response.status}`);
  const { code, message, hint, details } = parsed.data.error;
  const known = isErrorCode(code) ? code : codeOfStatus(response.status);
  return new HaidangError(known, deviceText(message), {
    details,
    ...(hint === undefined ? {} : { hint: deviceText(hint) }),
  });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  // What a proxy says when nothing answers behind it.
  return status >= 502 && status <= 504 ? "unreachable" : "internal";
}
