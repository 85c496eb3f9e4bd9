import type { Alert } from "@haidang/contract/alert.ts";
import type { IncidentEvent } from "@haidang/contract/incident.ts";
import { type NotificationRow, notificationRowSchema } from "@haidang/contract/notify.ts";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital } from "../format.ts";
import { classOfAlert } from "../incident.ts";
import { objectPath, pageKinds } from "../route.ts";
import { t } from "../words/words.ts";
import { Elapsed, Since } from "./elapsed.tsx";
import { Failure } from "./failure.tsx";
import { eventText, whyNotTold } from "./incident-words.ts";
import { Said } from "./said.tsx";
import { Glyph } from "./state.tsx";

/** Everything that happened to an incident, newest first. */
export function Timeline({ events }: { events: readonly IncidentEvent[] }) {
  return (
    <section class="card">
      <header>
        <h2>{t("case.timeline")}</h2>
        <span class="t3">{t("case.newest")}</span>
      </header>
      <ol class="log">
        {events.toReversed().map((event) => (
          <li key={event.entry}>
            <span class="num t3">
              <Since ms={event.atMs} />
            </span>
            <span>
              <Said text={eventText(event)} most={1200} />
              {event.by !== "haidang" && (
                <span class="t3">
                  {" · "}
                  <Said text={event.by} most={60} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const mostFollowing = 30;

/** What belongs to an incident: that which still fires first. */
export function Following({ alerts }: { alerts: readonly Alert[] }) {
  const ordered = alerts.toSorted((a, b) => Number(a.state === "resolved") - Number(b.state === "resolved"));
  return (
    <section class="card">
      <header>
        <h2>{t("case.follows")}</h2>
        <span class="t2 num">{alerts.length}</span>
      </header>
      {alerts.length === 0 && <p class="quiet">{t("case.followsNone")}</p>}
      <ul class="log">
        {ordered.slice(0, mostFollowing).map((alert) => (
          <li key={`${alert.fingerprint} ${alert.startsMs}`}>
            <Glyph of={alert.state === "firing" ? classOfAlert[alert.labels.alert] : "up"} />
            <span>
              <Subject alert={alert} />
              <span class="t2">
                {" · "}
                {t(`kind.${alert.labels.kind}`)} · {t(`alert.${alert.labels.alert}`)} ·{" "}
                {alert.state === "firing" ? <Elapsed sinceMs={alert.startsMs} /> : t("incident.resolved")}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {ordered.length > mostFollowing && (
        <p class="quiet">{capital(t("case.more", { count: ordered.length - mostFollowing }))}</p>
      )}
    </section>
  );
}

function Subject({ alert: { labels, name } }: { alert: Alert }) {
  const kind = pageKinds.find((one) => one === labels.kind);
  const said = <Said text={name} most={120} />;
  return kind === undefined ? said : <a href={objectPath(kind, labels.id)}>{said}</a>;
}

/** Who was told of an incident, when, and what became of it; asked anew when `moment` changes. */
export function Told({ id, moment }: { id: string; moment: string }) {
  const told = useFetched(
    `told ${id} ${moment}`,
    async () => (await get("/notifications", z.array(notificationRowSchema), { incident: id })).data,
    15_000,
  );
  return (
    <section class="card">
      <header>
        <h2>{t("case.told")}</h2>
      </header>
      <Failure of={told} what={t("case.told")} />
      {told.data?.length === 0 && <p class="quiet">{t("case.toldNone")}</p>}
      <ul class="log">
        {told.data?.map((row) => (
          <Message key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Message({ row }: { row: NotificationRow }) {
  const to = [row.contactName ?? row.contact, row.channelName ?? row.channel]
    .filter((part) => part !== null)
    .join(" · ");
  return (
    <li>
      <span class="num t3">
        <Since ms={row.doneMs ?? row.madeMs} />
      </span>
      <span>
        <b>{capital(t(`notification.${row.state}`))}</b>
        {to !== "" && (
          <>
            {" · "}
            <Said text={to} most={160} />
          </>
        )}
        <span class="t2">
          {" · "}
          {t(`purpose.${row.purpose}`)}
          {row.state !== "delivered" && row.reason !== null && ` · ${whyNotTold(row.reason)}`}
        </span>
      </span>
    </li>
  );
}
