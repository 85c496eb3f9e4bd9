import { HaidangError } from "@haidang/contract/error.ts";
import { signal } from "@preact/signals";
import { closeSession, heldSession, openSession, setPassword } from "./api.ts";
import { codeIn, isBackFromProvider, passwordCodeIn } from "./route.ts";

export type Session =
  | { at: "asking" }
  | { at: "in" }
  /** Signed in, but nothing may be done before a second factor is set up. */
  | { at: "second-factor" }
  /** Opened by a link that sets a password. */
  | { at: "password"; code: string }
  /** Vouched for by the OpenID provider; a code of the second factor is still needed. */
  | { at: "provider" }
  /** `why` says how it came to that, null for a first visit. */
  | { at: "out"; why: "ended" | "code" | "password" | ProviderFailure | null }
  | { at: "unreachable"; error: HaidangError };

/** How the sign-in by the OpenID provider went wrong. */
export type ProviderFailure = "provider" | "not-granted" | "provider-away";

export const session = signal<Session>({ at: "asking" });

/** At load: a code in the address is used up and taken out of it before anything else is asked. */
export async function enter(): Promise<void> {
  session.value = { at: "asking" };
  const password = passwordCodeIn(location.hash);
  if (password !== null) {
    history.replaceState(null, "", location.pathname + location.search);
    session.value = { at: "password", code: password };
    return;
  }
  if (isBackFromProvider(location.hash)) {
    history.replaceState(null, "", location.pathname + location.search);
    return backFromProvider();
  }
  const code = codeIn(location.hash);
  let codeFailed = false;
  try {
    if (code !== null) {
      // Out of the address first: it must reach neither the history nor a reload.
      history.replaceState(null, "", location.pathname + location.search);
      codeFailed = !(await accepted(code));
    }
    await goIn(codeFailed ? "code" : null);
  } catch (error) {
    session.value = { at: "unreachable", error: asError(error) };
  }
}

async function backFromProvider(): Promise<void> {
  try {
    await signInProvided("");
  } catch (thrown) {
    const error = asError(thrown);
    if (error.code === "second_factor") session.value = { at: "provider" };
    else if (error.code === "unreachable") session.value = { at: "unreachable", error };
    else session.value = { at: "out", why: failureOf(error) };
  }
}

function failureOf({ code }: HaidangError): ProviderFailure {
  if (code === "forbidden") return "not-granted";
  return code === "provider_unavailable" ? "provider-away" : "provider";
}

/** Whoever the OpenID provider vouches for; throws `second_factor` when a code has to come along. */
export async function signInProvided(code: string): Promise<void> {
  await openSession({ provider: true, ...(code === "" ? {} : { secondFactor: code }) });
  await goIn(null);
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

/** In by whatever session is held, else out. */
async function goIn(why: Extract<Session, { at: "out" }>["why"]): Promise<void> {
  const held = await heldSession();
  if (held === null) session.value = { at: "out", why };
  else session.value = held === "all" ? { at: "in" } : { at: "second-factor" };
}

export async function signIn(key: string): Promise<void> {
  await openSession({ key });
  session.value = { at: "in" };
}

/** Throws `second_factor` when a code has to come along. */
export async function signInAs(user: string, password: string, code: string): Promise<void> {
  await openSession({ user, password, ...(code === "" ? {} : { secondFactor: code }) });
  await goIn(null);
}

export async function choosePassword(code: string, password: string): Promise<void> {
  await setPassword(code, password);
  session.value = { at: "out", why: "password" };
}

/** Once recovery codes are put away. */
export async function secondFactorDone(): Promise<void> {
  await goIn("ended");
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
