import { fileURLToPath } from "node:url";
import type { ProfileSource } from "./schema.ts";

/**
 * The profiles that come with Haidang: the folder they lie in, or, in the packaged agent, what was read from it and
 * checked when it was packaged.
 */
export const ownProfiles: string | readonly ProfileSource[] = fileURLToPath(
  new URL("../profile/", import.meta.url),
);
