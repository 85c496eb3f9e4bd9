import { HaidangError } from "@haidang/contract/error.ts";
import { type Certificate, certificateSchema, rotateRequestSchema } from "@haidang/contract/pin.ts";
import type { OwnCertificate } from "../tls/own-certificate.ts";
import { type Route, route } from "./route.ts";
import type { Services } from "./services.ts";

/** The certificate the control plane shows, and how its key is changed without losing an agent. */
export function certificateRoutes(app: Services): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/certificate",
      summary: "The certificate in use, its fingerprints, and agents that do not know all of them yet.",
      access: "admin",
      response: certificateSchema,
      handle: () => describe(app),
    }),
    route({
      method: "POST",
      url: "/api/v1/certificate/rotate",
      summary: "Announces another key to all agents; with finish, uses the one announced.",
      access: "admin",
      body: rotateRequestSchema,
      response: certificateSchema,
      handle({ body: { finish, force }, actor, nowMs }) {
        const own = ownOf(app);
        if (finish) useNext(app, own, { force, nowMs });
        else if (!own.announce(nowMs)) {
          throw new HaidangError("conflict", "the next key is announced already", {
            hint: "haidang certificate show tells which agents do not know it yet; then: haidang certificate rotate --finish",
          });
        }
        const action = finish ? "certificate.rotate" : "certificate.announce";
        const object = app.certificate?.pins().at(-1) ?? "";
        app.records.audit.append({ atMs: nowMs, actor, action, object, detail: force ? "force" : "" });
        app.fleet.configChanged(new Set(app.fleet.list().map(({ id }) => id)));
        return describe(app);
      },
    }),
  ];
}

function ownOf({ certificate }: Services): OwnCertificate {
  if (certificate !== undefined && "announce" in certificate) return certificate;
  throw new HaidangError(
    "conflict",
    certificate === undefined
      ? "the control plane speaks plain HTTP on loopback and has no certificate"
      : "the certificate was given in files, so its key is changed there",
    { hint: "docs/tls.md says how" },
  );
}

function useNext(
  app: Services,
  own: OwnCertificate,
  { force, nowMs }: { force: boolean; nowMs: number },
): void {
  const unaware = app.fleet.unaware();
  if (!force && own.pins().length > 1 && unaware.length > 0) {
    throw new HaidangError(
      "conflict",
      `${unaware.length === 1 ? "one agent does" : `${unaware.length} agents do`} not know the new key yet: ${unaware.slice(0, 5).join(", ")}`,
      {
        hint: "wait until they have asked for their configuration, or cut them off with --force",
        details: { unaware },
      },
    );
  }
  if (own.useNext(nowMs)) return;
  throw new HaidangError("conflict", "no other key was announced", {
    hint: "first: haidang certificate rotate",
  });
}

function describe({ certificate, fleet, publicUrl }: Services): Certificate {
  return {
    tls: certificate !== undefined,
    own: certificate?.own ?? false,
    url: publicUrl() ?? null,
    hosts: [...(certificate?.hosts() ?? [])],
    validToMs: certificate?.validToMs() ?? null,
    pins: [...(certificate?.pins() ?? [])],
    authority: certificate !== undefined && "authority" in certificate ? certificate.authority() : null,
    unaware: certificate === undefined ? [] : fleet.unaware(),
  };
}
