import type { Grant } from "../config/provider-grant.ts";
import type { ProviderSettings } from "../config/sign-in-provider.ts";
import { connectProvider, type Provider } from "./provider.ts";
import { createVisits, type Visits } from "./provider-visits.ts";

/** The OpenID provider with what is granted by it, and the browsers that are there. */
export interface ProviderDoor {
  provider: Provider;
  grants: readonly Grant[];
  visits: Visits;
}

export function openProviderDoor(settings: ProviderSettings | undefined): ProviderDoor | undefined {
  if (settings === undefined) return undefined;
  return { provider: connectProvider(settings), grants: settings.grants, visits: createVisits() };
}
