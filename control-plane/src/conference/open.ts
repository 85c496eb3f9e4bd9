import type { Notify } from "../notify/notify.ts";
import type { Log } from "../self/log.ts";
import { type ConferenceOptions, type Conferences, createConferences } from "./conferences.ts";

/** Meetings whose owners are told through the real outbox. */
export function openConferences({
  notify,
  log,
  ...rest
}: Omit<ConferenceOptions, "contacts" | "write" | "onFault"> & {
  notify: Pick<Notify, "contacts" | "write">;
  log: Log;
}): Conferences {
  return createConferences({
    ...rest,
    contacts: notify.contacts,
    write: notify.write,
    onFault: (error) =>
      log("error", "how ready a conference is could not be worked out; it is tried again", {
        error: String(error),
      }),
  });
}
