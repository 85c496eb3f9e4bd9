import type { Certificate } from "@haidang/contract/pin.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { moment } from "./figure.ts";

export const certificateColumns: readonly Column<Certificate>[] = [
  { key: "url", title: "column.address", raw: (row) => row.url },
  { key: "pins", title: "column.value", raw: (row) => row.pins.join(" ") },
  { key: "expires", title: "column.expires", raw: (row) => row.validToMs },
];

export function renderCertificate(certificate: Certificate, { language }: Look): string {
  const { tls, own, url, hosts, validToMs, pins, unaware } = certificate;
  if (!tls) return say(language, "certificate.plain");
  const [pin = "", next] = pins;
  const awaited = unaware.map((id) => deviceText(id, 63)).join(", ");
  return [
    ...(url === null ? [] : [say(language, "certificate.at", { url: deviceText(url, 300) })]),
    say(language, "certificate.hosts", { hosts: deviceText(hosts.join(", "), 1000) }),
    ...(validToMs === null ? [] : [say(language, "certificate.until", { at: moment(validToMs, language) })]),
    say(language, own ? "certificate.own" : "certificate.given"),
    say(language, "certificate.pin", { pin }),
    ...(next === undefined
      ? []
      : [
          say(language, "certificate.next", { pin: next }),
          unaware.length === 0
            ? say(language, "certificate.ready")
            : say(language, "certificate.unaware", { agents: awaited }),
        ]),
  ].join("\n");
}
