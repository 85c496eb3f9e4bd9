import type { Incident } from "@haidang/contract/incident.ts";
import type { FastifyReply } from "fastify";
import { createAttempts } from "../auth/attempts.ts";
import type { AcknowledgeClaim } from "../notify/acknowledge.ts";
import { acknowledgePage, type PageState } from "../notify/template/page.ts";
import { type Call, type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** What of the services it takes, so that it can be tested with less than all of them. */
type Taken = Pick<Services, "acknowledgeLinks"> & {
  incidents: Pick<Services["incidents"], "show" | "acknowledge">;
  notify: Pick<Services["notify"], "person">;
};

/** This one page has a form, which the usual policy forbids, and a browser names the page it was sent from. */
const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "x-robots-tag": "noindex",
} as const;

type Held =
  | { claim: AcknowledgeClaim; incident: Incident }
  | { claim: AcknowledgeClaim | undefined; incident: undefined };

/**
 * The signed link of a message. Asking for it only shows what it is about: mail scanners and chat previews follow
 * links, people press the button. Whoever holds it acts as the one it was sent to, and only on that incident.
 */
export function acknowledgeRoutes({ acknowledgeLinks, incidents, notify }: Taken): Route[] {
  // of their own: a mail scanner that follows old links must not keep people from signing in
  const attempts = createAttempts();
  const url = "/acknowledge/:token";

  /** Throws `rate_limited` for an address that shows too many that are not good. */
  function held({ params, address, nowMs }: Call<unknown, unknown>): Held {
    const claim = acknowledgeLinks.read(params["token"] ?? "", nowMs);
    if (claim === undefined) attempts.wrong(address, nowMs);
    const incident = claim === undefined ? undefined : incidents.show(claim.incident);
    return claim === undefined || incident === undefined
      ? { claim, incident: undefined }
      : { claim, incident };
  }

  async function show(reply: FastifyReply, { claim, incident }: Held, state: PageState): Promise<void> {
    const { name, language } = notify.person(claim?.by ?? "");
    await reply
      .status(incident === undefined ? 404 : 200)
      .headers(pageHeaders)
      .type("text/html; charset=utf-8")
      .send(acknowledgePage({ incident, name, language, state }));
  }

  return [
    route({
      method: "GET",
      url,
      summary: "The page behind the link of a message: what it is about, and a button. Changes nothing.",
      access: "anyone",
      handle: (call) => {
        const found = held(call);
        return show(call.reply, found, stateOf(found.incident));
      },
    }),
    route({
      method: "POST",
      url,
      summary: "Acknowledges the incident of the link, as the one it was sent to.",
      access: "anyone",
      anyBody: true,
      handle: (call) => {
        const found = held(call);
        if (found.incident === undefined || found.incident.state !== "open") {
          return show(call.reply, found, stateOf(found.incident));
        }
        incidents.acknowledge(found.claim.incident, "", { by: found.claim.by, nowMs: call.nowMs });
        return show(
          call.reply,
          { ...found, incident: incidents.show(found.claim.incident) ?? found.incident },
          "done",
        );
      },
    }),
  ];
}

function stateOf(incident: Incident | undefined): PageState {
  if (incident === undefined) return "unknown";
  return incident.state === "open" ? "ask" : "late";
}
