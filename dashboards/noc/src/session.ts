import { HaidangError } from "@haidang/contract/error.ts";
import { signal } from "@preact/signals";
import { closeSession, hasSession, openSession } from "./api.ts";
import { codeIn } from "./route.ts";

export type Session =
  | { at: "asking" }
  | { at: "in" }
  /** `why` is set when a session ended or a link failed, null for a first visit. */
  | { at: "out"; why: "ended" | "code" | null }
  | { at: "unreachable"; error: HaidangError };

export const session = signal<Session>({ at: "asking" });

/** At load: a code in the address is used up and taken out of it before anything else is asked. */
export async function enter(): Promise<void> {
  session.value = { at: "asking" };
  const code = codeIn(location.hash);
  let codeFailed = false;
  try {
    if (code !== null) {
      // Out of the address first: it must reach neither the history nor a reload.
      history.replaceState(null, "", location.pathname + location.search);
      codeFailed = !(await accepted(code));
    }
    const held = await hasSession();
    session.value = held ? { at: "in" } : { at: "out", why: codeFailed ? "code" : null };
  } catch (error) {
    session.value = { at: "unreachable", error: asError(error) };
  }
}

async function accepted(code: string): Promise<boolean> {
  try {
    await openSession({ code });
    return true;
  } catch (error) {
    if (asError(error).code === "unreachable") throw error;
    return false;
  }
}

export async function signIn(key: string): Promise<void> {
  await openSession({ key });
  session.value = { at: "in" };
}

export async function signOut(): Promise<void> {
  await closeSession();
  session.value = { at: "out", why: null };
}

/** Called when the control plane says 401 to a page that was signed in. */
export function ended(): void {
  if (session.value.at === "in") session.value = { at: "out", why: "ended" };
}

/** Anything thrown, as an error people can be shown. */
export function asError(thrown: unknown): HaidangError {
  if (thrown instanceof HaidangError) return thrown;
  return new HaidangError("internal", thrown instanceof Error ? thrown.message : String(thrown), {
    cause: thrown,
  });
}
