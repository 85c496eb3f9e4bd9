import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Identity } from "../enrol/enrol.ts";
import { isOwnMachine, readUrl } from "./environment.ts";

/**
 * Where to look for the control plane, in this order: on this machine if the settings say so, where it said it is
 * reached, where the settings say, and where this agent was let in, unless the settings say something else.
 */
export function addressesOf(
  asked: readonly string[],
  kept: Pick<Identity, "url" | "told"> | undefined,
): string[] {
  const here = asked.filter((url) => isOwnMachine(new URL(url).hostname));
  const enrolledAt = kept === undefined || asked.length > 0 ? [] : [kept.url];
  return [...new Set([...here, ...(kept?.told ?? []), ...asked, ...enrolledAt])];
}

/** Of addresses told by the control plane those an agent may use, and what is wrong with the others. */
export function usable(told: readonly string[]): { urls: string[]; faults: string[] } {
  const urls: string[] = [];
  const faults: string[] = [];
  for (const text of told) {
    try {
      urls.push(readUrl(text));
    } catch (error) {
      if (!(error instanceof HaidangError)) throw error;
      faults.push(deviceText(`${text}: ${error.message}`));
    }
  }
  return { urls, faults };
}
