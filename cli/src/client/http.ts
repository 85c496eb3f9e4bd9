import { tlsFault } from "@haidang/agent/trust/anchor.ts";
import { type Envelope, metaSchema } from "@haidang/contract/api.ts";
import { type ErrorCode, errorBodySchema, errorCodes, HaidangError } from "@haidang/contract/error.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { z } from "zod";
import { type SayKey, say, words } from "../words/words.ts";
import type { Place } from "./place.ts";
import { trustServer } from "./trust.ts";

/** How long one question may take, from connecting to the last byte, ms. */
export const patienceMs = 30_000;
const mostAnswerBytes = 256 * 1024 * 1024;

export interface Server {
  place: Place;
  language: Language;
}

export interface Question {
  method?: "GET" | "POST";
  /** Parameters; undefined ones are left out. */
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  /** A body that is no JSON. */
  text?: string;
  /** How long an answer may take, ms, where that is longer than usual. */
  deadlineMs?: number;
}

/** One question to the API: its envelope, parsed; or a HaidangError that says what went wrong and where. */
export async function ask<T extends z.ZodType>(
  server: Server,
  path: string,
  schema: T,
  question: Question = {},
): Promise<Envelope<z.infer<T>>> {
  const { response, url } = await put(server, path, question);
  const answer = await readJson(server, response);
  if (!response.ok) throw refusal(server, response, answer);
  const outer = outerSchema.safeParse(answer);
  if (!outer.success) throw otherForm(server, url, outer.error);
  const data = schema.safeParse(outer.data.data);
  if (!data.success) throw otherForm(server, url, data.error);
  return { data: data.data, meta: outer.data.meta };
}

/** A file the API answers with, and the name it gave it. */
export async function download(
  server: Server,
  path: string,
  question: Question,
): Promise<{ name: string; bytes: Buffer }> {
  const { response } = await put(server, path, question);
  if (!response.ok) throw refusal(server, response, await readJson(server, response));
  const bytes = await readBytes(server, response);
  // what the server calls it is no path of ours
  const name = /filename="([A-Za-z0-9][A-Za-z0-9._-]{0,100})"/.exec(
    response.headers.get("content-disposition") ?? "",
  )?.[1];
  return { name: name ?? "haidang-file", bytes };
}

async function put(
  server: Server,
  path: string,
  question: Question,
): Promise<{ response: Response; url: URL }> {
  const key = await keyOf(server);
  const url = new URL(`${server.place.url}/api/v1/${path}`);
  for (const [name, value] of Object.entries(question.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const init = {
    method: question.method ?? "GET",
    headers: {
      accept: "application/json",
      "accept-language": server.language,
      authorization: `Bearer ${key}`,
      ...(question.body === undefined ? {} : { "content-type": "application/json" }),
      ...(question.text === undefined ? {} : { "content-type": "text/plain" }),
    },
    ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
    ...(question.text === undefined ? {} : { body: question.text }),
  };
  return { response: await send(server, url, init, question.deadlineMs), url };
}

/** A question whose answer is read as it comes; refusals are told as `ask` does. The caller's signal is its deadline. */
export async function authorised(server: Server, path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept-language", server.language);
  headers.set("authorization", `Bearer ${await keyOf(server)}`);
  const response = await send(server, new URL(`${server.place.url}/api/v1/${path}`), { ...init, headers });
  if (!response.ok) throw refusal(server, response, await readJson(server, response));
  return response;
}

/** What the meta of a newer server says more is passed on. */
const outerSchema = z.object({ data: z.unknown(), meta: metaSchema.loose() });

function otherForm(server: Server, url: URL, cause: z.ZodError): HaidangError {
  const issue = cause.issues[0];
  return new HaidangError("internal", say(server.language, "http.shape", { url: url.href }), {
    hint: say(server.language, "http.shapeHint"),
    details: { path: issue?.path.join("."), message: issue?.message },
    cause,
  });
}

/** A plain request, with our deadline; a server that cannot be reached is an `unreachable`. */
export async function send(
  server: Server,
  url: URL,
  init: RequestInit = {},
  deadlineMs = patienceMs,
): Promise<Response> {
  try {
    await trustServer(url, server.place.ca ?? process.env["HAIDANG_CA"], server.language);
    return await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(deadlineMs), ...init });
  } catch (cause) {
    if (cause instanceof HaidangError) throw cause;
    throw unreachable(server, cause);
  }
}

function unreachable(server: Server, cause: unknown): HaidangError {
  const timedOut = cause instanceof Error && cause.name === "TimeoutError";
  const message = say(server.language, timedOut ? "http.slow" : "http.unreachable", {
    url: server.place.url,
    seconds: patienceMs / 1000,
  });
  const reason = causeCode(cause);
  if (cause instanceof Error && tlsFault(cause.cause) !== undefined) {
    throw new HaidangError(
      "unreachable",
      say(server.language, "http.untrusted", { url: server.place.url, reason: reason ?? "" }),
      {
        hint: say(server.language, "http.untrustedHint"),
        cause,
      },
    );
  }
  return new HaidangError("unreachable", message, {
    hint: say(server.language, "http.unreachableHint"),
    ...(reason === undefined ? {} : { details: { reason } }),
    cause,
  });
}

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`: what fetch hides in the cause of its cause. */
function causeCode(cause: unknown): string | undefined {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && "code" in inner && typeof inner.code === "string" ? inner.code : undefined;
}

/** Without a key the first thing to know is whether anything is there to open. */
async function keyOf(server: Server): Promise<string> {
  const { key, url, folder, withheld } = server.place;
  if (key !== undefined) {
    if (/^[\x21-\x7e]+$/.test(key)) return key;
    throw new HaidangError("no_credential", say(server.language, "http.keyForm", keyPlace(server)), {
      hint: say(server.language, "http.noKeyHint"),
    });
  }
  await send(server, new URL(`${url}/healthz`), {}, 5000);
  if (withheld !== undefined) {
    throw new HaidangError("no_credential", say(server.language, "http.withheld", { path: withheld, url }), {
      hint: say(server.language, "http.withheldHint"),
    });
  }
  throw new HaidangError(
    "no_credential",
    folder === undefined
      ? say(server.language, "http.noKey", { url })
      : say(server.language, "http.noKeyIn", { url, folder }),
    { hint: say(server.language, "http.noKeyHint") },
  );
}

function keyPlace(server: Server): { place: string } {
  return { place: server.place.keyFrom ?? "HAIDANG_TOKEN" };
}

async function readJson(server: Server, response: Response): Promise<unknown> {
  const text = await readText(server, response);
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!response.ok && response.status >= 400) return undefined;
    throw new HaidangError("unreachable", say(server.language, "http.stranger", { url: server.place.url }), {
      hint: say(server.language, "http.strangerHint"),
      cause,
    });
  }
}

async function readText(server: Server, response: Response): Promise<string> {
  return (await readBytes(server, response)).toString("utf8");
}

async function readBytes(server: Server, response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > mostAnswerBytes) break;
      parts.push(chunk);
    }
  } catch (cause) {
    throw unreachable(server, cause);
  }
  if (size > mostAnswerBytes) {
    throw new HaidangError("body_too_large", say(server.language, "http.large"), {
      hint: say(server.language, "http.largeHint"),
    });
  }
  return Buffer.concat(parts);
}

/** The server's refusal in its own words; where the CLI knows more (which key, from where) in ours. */
function refusal(server: Server, response: Response, answer: unknown): HaidangError {
  const parsed = errorBodySchema.safeParse(answer);
  const { url } = server.place;
  if (!parsed.success) {
    const values = { url, status: response.status };
    return new HaidangError("unreachable", say(server.language, "http.status", values), {
      hint: say(server.language, "http.strangerHint"),
    });
  }
  const { code, message, hint, details } = parsed.data.error;
  if (code === "unauthorized") {
    return new HaidangError(
      "unauthorized",
      say(server.language, "http.wrongKey", { url, ...keyPlace(server) }),
      {
        hint: say(server.language, "http.wrongKeyHint"),
      },
    );
  }
  return new HaidangError(
    isErrorCode(code) ? code : "internal",
    serverWords(code, message, server.language),
    {
      ...(hint === undefined ? {} : { hint: deviceText(hint, 1000) }),
      ...(details === undefined ? {} : { details }),
    },
  );
}

/** The server says its errors in English; what kind it is the reader is told in his own language. */
function serverWords(code: string, message: string, language: Language): string {
  const key = `server.${code}`;
  const said = deviceText(message, 1000);
  return isServerKey(key) ? say(language, key, { message: said }) : said;
}

function isServerKey(key: string): key is Extract<SayKey, `server.${string}`> {
  return key.startsWith("server.") && Object.hasOwn(words.en, key);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
