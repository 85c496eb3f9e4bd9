import type { Fetched } from "../fetched.ts";
import { capital, formatSince } from "../format.ts";
import { nowMs } from "../stream.ts";
import { errorText, t } from "../words/words.ts";

/** What failed, since when, what still stands, and the way to try again; nothing while all is well. */
export function Failure({ of, what }: { of: Fetched<unknown>; what: string }) {
  if (of.error === null) return null;
  const at = (ms: number) => formatSince(ms, nowMs.peek());
  return (
    <p class="failure" role="alert">
      <span>
        {t("load.failed", { what: what.toLocaleLowerCase("vi"), why: errorText(of.error) })}{" "}
        {of.failedAtMs !== null && `${capital(t("load.since", { since: at(of.failedAtMs) }))}. `}
        {of.goodAtMs !== null && t("load.stillShown", { time: at(of.goodAtMs) })}
      </span>
      <button type="button" class="btn small" onClick={of.retry}>
        {t("load.retry")}
      </button>
    </p>
  );
}
