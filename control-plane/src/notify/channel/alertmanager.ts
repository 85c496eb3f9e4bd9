import { type Severity, severities } from "@haidang/contract/alert.ts";
import type { ChannelOf } from "@haidang/contract/channel.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { sureFromPct } from "@haidang/contract/verdict.ts";
import { judging } from "@haidang/contract/words/judging.ts";
import { safeLines } from "./body.ts";
import type { ChannelIo, Deliver, Delivered, Message } from "./channel.ts";
import { exchange, shown, statusFault, withoutSecrets } from "./http.ts";
import { outcomeOf } from "./outcome.ts";
import { needToken } from "./secret.ts";

/**
 * While an incident is not resolved, deliver it to an Alertmanager again so often (purpose `update`, all open incidents
 * may go in one message): it forgets its alerts when it restarts, and takes one nobody repeats for resolved.
 */
export const resendEveryMs = 60_000;
/** A restart of the control plane, even a slow one, must not read as "resolved". */
const heldForMs = 15 * 60_000;

interface WireAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

/** All of a cluster are told; one that takes it is enough. */
export const deliverAlertmanager: Deliver<ChannelOf<"alertmanager">> = async (channel, message, io) => {
  const tries = await Promise.all(channel.urls.map((url) => tell(url, channel, message, io)));
  const [first] = tries;
  return (
    tries.find(({ ok }) => ok) ?? tries.find((one) => !one.ok && one.final !== true) ?? first ?? { ok: true }
  );
};

function tell(
  url: string,
  { token }: ChannelOf<"alertmanager">,
  message: Message,
  io: ChannelIo,
): Promise<Delivered> {
  return outcomeOf(shown(url), async () => {
    const secret = token === undefined ? undefined : needToken(io.secrets, token);
    const headers = {
      "content-type": "application/json",
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    };
    const body = JSON.stringify(wireAlerts(message, io.nowMs));
    const place = `${url.replace(/\/+$/, "")}/api/v2/alerts`;
    const answer = await exchange({ url: place, method: "POST", headers, body }, io);
    const fault = statusFault(shown(url), answer, io.nowMs);
    return withoutSecrets(fault ?? { ok: true }, secret === undefined ? [] : [secret]);
  });
}

/** What is told of a message's incidents; a test makes one alert of itself that ends within a minute. */
export function wireAlerts(message: Message, nowMs: number): WireAlert[] {
  if (message.incidents.length === 0) return [testAlert(message, nowMs)];
  return message.incidents.flatMap((incident) => {
    const now = wireAlert(incident, message, nowMs);
    // labels are an alert's identity, so that one of another severity is another alert: what it was before ends
    const others = severities.filter((severity) => severity !== incident.severity);
    const mayHaveChanged = message.purpose !== "open" && message.purpose !== "group";
    return mayHaveChanged ? [now, ...others.map((severity) => ended(now, severity, nowMs))] : [now];
  });
}

function ended(alert: WireAlert, severity: Severity, nowMs: number): WireAlert {
  const endsAt = new Date(Math.max(nowMs, Date.parse(alert.startsAt))).toISOString();
  return { ...alert, labels: { ...alert.labels, severity }, endsAt };
}

function wireAlert(incident: Incident, message: Message, nowMs: number): WireAlert {
  const { resolvedMs, startsMs, root } = incident;
  const endsMs = resolvedMs === null ? nowMs + heldForMs : Math.max(resolvedMs, startsMs);
  return {
    labels: labelsOf(incident),
    annotations: {
      ...annotationsOf(incident, message),
      object: `${root.kind}/${root.id}`,
    },
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(endsMs).toISOString(),
    ...(message.links.show === undefined ? {} : { generatorURL: message.links.show }),
  };
}

/** Only what stays the same as long as the incident lasts, but for the severity. */
function labelsOf(incident: Incident): Record<string, string> {
  const { alert, root, unit, carrier } = incident;
  return {
    alertname: `haidang_${alert}`,
    incident: incident.id,
    severity: incident.severity,
    kind: root.kind,
    id: root.id,
    ...(unit === undefined ? {} : { unit }),
    ...(carrier === undefined ? {} : { carrier: deviceText(carrier, 120) }),
  };
}

function annotationsOf(incident: Incident, message: Message): Record<string, string> {
  const { verdict, overruled } = incident;
  const words = judging[message.language];
  const alone = message.incidents.length === 1;
  const summary = alone ? message.subject : `${incident.rootName}: ${words[`alert.${incident.alert}`]}`;
  const isSure = verdict !== null && verdict.confidencePct >= sureFromPct;
  const said = overruled ?? (isSure ? verdict : null);
  return {
    summary: deviceText(summary, 500),
    ...(alone ? { description: safeLines(message.text) } : {}),
    ...(said === null
      ? {}
      : {
          cause: words[`cause.${said.cause}`],
          responsibility: words[`responsibility.${said.responsibility}`],
        }),
    ...(incident.acknowledgedBy === null
      ? {}
      : { acknowledged_by: deviceText(incident.acknowledgedBy, 120) }),
  };
}

function testAlert(message: Message, nowMs: number): WireAlert {
  return {
    labels: { alertname: "haidang_test", severity: "info", id: deviceText(message.id, 63) },
    annotations: { summary: deviceText(message.subject, 500), description: safeLines(message.text) },
    startsAt: new Date(nowMs).toISOString(),
    endsAt: new Date(nowMs + 60_000).toISOString(),
  };
}
