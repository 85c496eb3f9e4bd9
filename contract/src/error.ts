import { z } from "zod";

/** Every error a person or a program can meet, with the HTTP status it travels under. `docs/errors.md` explains each. */
export const errorCodes = {
  usage: 400,
  body_invalid: 400,
  body_corrupt: 400,
  lines_invalid: 400,
  inventory_invalid: 400,
  invite_invalid: 401,
  unauthorized: 401,
  second_factor: 401,
  forbidden: 403,
  not_found: 404,
  ambiguous: 409,
  conflict: 409,
  body_too_large: 413,
  too_many_series: 422,
  rate_limited: 429,
  internal: 500,
  store_unavailable: 503,
  not_well: 503,
  shutting_down: 503,
  provider_unavailable: 503,
  // met by the CLI and the agent only, so the status is none
  unreachable: 0,
  no_credential: 0,
  spool_full: 0,
  data_folder: 0,
} as const;
export type ErrorCode = keyof typeof errorCodes;

/** `{"error": {...}}`: one clear sentence, and one on how to mend it. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    details: z.unknown().optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

export class HaidangError extends Error {
  override readonly name = "HaidangError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: unknown;

  constructor(
    code: ErrorCode,
    message: string,
    more: { hint?: string; details?: unknown; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.details = more.details;
  }

  body(): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.hint === undefined ? {} : { hint: this.hint }),
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    };
  }
}
