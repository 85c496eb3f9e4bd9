import "../style/report.css";
import {
  type ChannelRow,
  channelRowSchema,
  channelTestSchema,
  type NotificationRow,
  notificationRowSchema,
  notificationStates,
  onCallRowSchema,
} from "@haidang/contract/notify.ts";
import { useEffect, useState } from "preact/hooks";
import { z } from "zod";
import { get, post } from "../api.ts";
import { type Fetched, useFetched } from "../fetched.ts";
import { capital, dash, formatDateTime, formatNumber } from "../format.ts";
import { Failure } from "../part/failure.tsx";
import { Loading } from "../part/loading.tsx";
import { Said } from "../part/said.tsx";
import { Segment } from "../part/segment.tsx";
import { incidentPath, pageTitle } from "../route.ts";
import { language } from "../setting.ts";
import { tp } from "../words/people.ts";
import { t, wordOr } from "../words/words.ts";
import { useSubmit } from "./field.tsx";
import { useKept } from "./kept.ts";

/** Ways out, who is on call, and what became of each message. */
export function Alerting() {
  const title = tp("alerting.title");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  return (
    <>
      <h1 class="vh">{title}</h1>
      <Channels />
      <OnCall />
      <Sent />
    </>
  );
}

/** What is common to a list of ours: its head, what failed, that it comes, that it is empty. */
function Listed<T>(props: {
  title: string;
  empty: string;
  of: Fetched<T[]>;
  rows: readonly T[] | null;
  aside?: preact.JSX.Element;
  children: preact.ComponentChildren;
}) {
  const { title, empty, of, rows, aside, children } = props;
  return (
    <section class="card report-sheet">
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      <Failure of={of} what={title} />
      {rows === null && of.error === null && <Loading />}
      {rows?.length === 0 && <p class="quiet">{empty}</p>}
      {rows !== null && rows.length > 0 && children}
    </section>
  );
}

function Channels() {
  const of = useFetched(
    "channels",
    async () => (await get("/channels", z.array(channelRowSchema))).data,
    10_000,
  );
  const rows = useKept("channels", of.data);
  return (
    <Listed title={tp("alerting.channels")} empty={tp("alerting.noChannels")} of={of} rows={rows}>
      <table class="report-list">
        <thead>
          <tr>
            <th scope="col">{tp("alerting.channel")}</th>
            <th scope="col">{tp("alerting.kind")}</th>
            <th scope="col">{tp("alerting.fares")}</th>
            <th scope="col" class="n">
              {tp("alerting.waiting")}
            </th>
            <th scope="col">{tp("alerting.delivered")}</th>
            <th scope="col">
              <span class="vh">{tp("alerting.test")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows?.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Said text={row.name} most={120} />
                <span class="under">{row.id}</span>
              </th>
              <td>{row.kind}</td>
              <td>
                <Fares row={row} />
              </td>
              <td class="n">{formatNumber(row.waiting, 0, language.value)}</td>
              <td class="num">{row.lastDeliveredMs === null ? dash : formatDateTime(row.lastDeliveredMs)}</td>
              <td>
                <Test channel={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Listed>
  );
}

function Fares({ row: { failingSinceMs, lastDeliveredMs, reason, detail } }: { row: ChannelRow }) {
  if (failingSinceMs === null)
    return lastDeliveredMs === null ? (
      <span class="t3">{capital(tp("alerting.unused"))}</span>
    ) : (
      <span class="tag up">{capital(tp("alerting.well"))}</span>
    );
  return (
    <>
      <span class="tag down">
        {capital(tp("alerting.failing", { time: formatDateTime(failingSinceMs) }))}
      </span>
      <span class="under">
        {reason !== null && capital(wordOr(`delivery.${reason}`, reason))}{" "}
        {detail !== null && <Said text={detail} most={200} />}
      </span>
    </>
  );
}

function Test({ channel }: { channel: ChannelRow }) {
  const [to, setTo] = useState("");
  const [said, setSaid] = useState("");
  const { going, failure, submit } = useSubmit(
    async () => {
      setSaid("");
      const path = `/channels/${encodeURIComponent(channel.id)}/test`;
      const result = await post(path, to === "" ? {} : { to }, channelTestSchema);
      const { delivered, tookMs, reason, detail } = result;
      const why = reason === null ? dash : `${wordOr(`delivery.${reason}`, reason)} ${detail ?? ""}`;
      setSaid(
        delivered ? tp("alerting.tested", { ms: Math.round(tookMs) }) : tp("alerting.notTested", { why }),
      );
    },
    (error) => (error.code === "usage" || error.code === "not_found" ? error.message : null),
  );
  return (
    <form class="act-line" onSubmit={submit}>
      {channel.personal && (
        <input
          type="text"
          required
          aria-label={tp("alerting.to")}
          placeholder={tp("alerting.to")}
          maxLength={63}
          value={to}
          onInput={(event) => setTo(event.currentTarget.value)}
        />
      )}
      <button type="submit" class="btn small" disabled={going}>
        {tp("alerting.test")}
      </button>
      <span role="status">{going ? tp("alerting.testing") : <Said text={said} most={200} />}</span>
      {failure !== "" && <span role="alert">{failure}</span>}
    </form>
  );
}

function OnCall() {
  const of = useFetched("oncall", async () => (await get("/oncall", z.array(onCallRowSchema))).data, 30_000);
  const rows = useKept("oncall", of.data);
  return (
    <Listed title={tp("alerting.oncall")} empty={tp("alerting.noRosters")} of={of} rows={rows}>
      <ul class="pad">
        {rows?.map((row) => (
          <li key={row.roster}>
            <Said text={row.rosterName} most={120} />:{" "}
            {row.contacts.length === 0 ? (
              <b class="deg">{tp("alerting.nobodyOnCall")}</b>
            ) : (
              <b>
                <Said text={row.contacts.map(({ name }) => name).join(", ")} most={300} />
              </b>
            )}
          </li>
        ))}
      </ul>
    </Listed>
  );
}

/** Why it did not get there, or why there was nobody. */
const whyText = (reason: string) => wordOr(`delivery.${reason}`, wordOr(`missing.${reason}`, reason));

const tones = { waiting: "chip", delivered: "tag up", failed: "tag down", nobody: "tag unk" } as const;

function Sent() {
  const [state, setState] = useState<"all" | (typeof notificationStates)[number]>("all");
  const query: Record<string, string> = state === "all" ? {} : { state };
  const of = useFetched(
    `sent ${state}`,
    async () => (await get("/notifications", z.array(notificationRowSchema), query)).data,
    10_000,
  );
  const rows = useKept("sent", of.data);
  return (
    <Listed
      title={tp("alerting.sent")}
      empty={tp("alerting.noneSent")}
      of={of}
      rows={rows}
      aside={
        <Segment
          label={tp("alerting.state")}
          value={state}
          onChoose={setState}
          choices={[
            { value: "all", text: tp("alerting.all") },
            ...notificationStates.map((value) => ({ value, text: capital(t(`notification.${value}`)) })),
          ]}
        />
      }
    >
      <table class="report-list">
        <thead>
          <tr>
            <th scope="col">{tp("alerting.time")}</th>
            <th scope="col">{tp("alerting.state")}</th>
            <th scope="col">{tp("alerting.what")}</th>
            <th scope="col">{tp("alerting.whom")}</th>
          </tr>
        </thead>
        <tbody>
          {rows?.map((row) => (
            <Message key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </Listed>
  );
}

function Message({ row }: { row: NotificationRow }) {
  const { state, purpose, incidents, channelName, contactName, attempts, reason, detail } = row;
  return (
    <tr>
      <td class="num">{formatDateTime(row.madeMs)}</td>
      <td>
        <span class={tones[state]}>{capital(t(`notification.${state}`))}</span>
        {state !== "delivered" && (
          <span class="under">
            {attempts > 0 && `${tp("alerting.tries", { count: attempts })} `}
            {reason !== null && whyText(reason)} {detail !== null && <Said text={detail} most={160} />}
          </span>
        )}
      </td>
      <td>
        {capital(t(`purpose.${purpose}`))}{" "}
        {incidents.slice(0, 5).map((id) => (
          <a key={id} href={incidentPath(id)}>
            {id}{" "}
          </a>
        ))}
        {incidents.length > 5 && `+${incidents.length - 5}`}
      </td>
      <td>
        {contactName !== null && <Said text={contactName} most={80} />}{" "}
        <span class="t2">{channelName !== null && <Said text={channelName} most={80} />}</span>
      </td>
    </tr>
  );
}
