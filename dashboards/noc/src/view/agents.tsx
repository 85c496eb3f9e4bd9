import "../style/report.css";
import { type AgentRow, agentRowSchema } from "@haidang/contract/agent-api.ts";
import { byName } from "@haidang/contract/trouble.ts";
import { useEffect } from "preact/hooks";
import { z } from "zod";
import { get } from "../api.ts";
import { useFetched } from "../fetched.ts";
import { capital, dash, formatBytes, formatDateTime, formatNumber, formatSpan } from "../format.ts";
import { AgentActs, InviteAgent, standingWord } from "../part/agent-acts.tsx";
import { Failure } from "../part/failure.tsx";
import { Loading } from "../part/loading.tsx";
import { Said } from "../part/said.tsx";
import { Glyph, tone } from "../part/state.tsx";
import { pageTitle } from "../route.ts";
import { language } from "../setting.ts";
import { nowMs } from "../stream.ts";
import { t } from "../words/words.ts";

/** Who measures, and whether they are heard. */
export function Agents() {
  const title = t("agents.title");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  const agents = useFetched(
    "agents",
    async () => (await get("/agents", z.array(agentRowSchema))).data,
    10_000,
  );
  return (
    <section class="card">
      <header>
        <h1 class="small">{title}</h1>
        <span class="t2 num">{agents.data?.length}</span>
      </header>
      <InviteAgent />
      <Failure of={agents} what={title} />
      {agents.data === null && agents.error === null && <Loading />}
      {agents.data?.length === 0 && <p class="quiet">{t("agents.none")}</p>}
      {agents.data !== null && agents.data.length > 0 && <Table rows={agents.data} onDone={agents.retry} />}
    </section>
  );
}

function Table({ rows, onDone }: { rows: readonly AgentRow[]; onDone: () => void }) {
  const sorted = [...rows].sort(
    (a, b) => Number(b.silent) - Number(a.silent) || byName({ name: a.id }, { name: b.id }),
  );
  return (
    <table class="agents">
      <thead>
        <tr>
          <th scope="col">{t("agents.name")}</th>
          <th scope="col">{t("column.state")}</th>
          <th scope="col" class="n">
            {t("agents.seen")}
          </th>
          <th scope="col" class="n opt">
            {t("agents.checks")}
          </th>
          <th scope="col" class="n opt">
            {t("agents.spool")}
          </th>
          <th scope="col" class="n opt">
            {t("agents.dropped")}
          </th>
          <th scope="col" class="n opt">
            {t("agents.clock")}
          </th>
          <th scope="col" class="opt">
            {t("agents.icmp")}
          </th>
          <th scope="col" class="n opt">
            {t("agents.enrolled")}
          </th>
          <th scope="col" class="opt">
            <span class="vh">{t("agents.revoke")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => (
          <Row key={row.id} row={row} onDone={onDone} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, onDone }: { row: AgentRow; onDone: () => void }) {
  const chosen = language.value;
  const standing = standingWord(row);
  const count = (value: number | null) => (value === null ? dash : formatNumber(value, 0, chosen));
  return (
    <tr>
      <th scope="row">
        <Said text={row.id} most={63} />
        <span class="under">
          {standing !== undefined && `${standing} · `}
          <Said text={row.hostName} most={80} /> · <Said text={row.version} most={30} />
        </span>
      </th>
      <td>
        <Hearing row={row} />
      </td>
      <td class="n live">{seen(row.lastSeenMs)}</td>
      <td class="n opt">{count(row.checks)}</td>
      <td class="n opt">
        {row.spoolBatches === null ? dash : t("agents.batches", { count: count(row.spoolBatches) })}
        {row.spoolBytes !== null && row.spoolBytes > 0 && (
          <span class="under">{formatBytes(row.spoolBytes, chosen)}</span>
        )}
      </td>
      <td class="n opt">{count(row.droppedPoints)}</td>
      <td class="n opt">
        {row.clockOffsetMs === null ? dash : clock(row.clockOffsetMs)}
        {row.clockSynchronised === true && <span class="under">{t("agents.synchronised")}</span>}
      </td>
      <td class="opt">{row.icmpBy === null ? dash : <Said text={row.icmpBy} most={40} />}</td>
      <td class="n opt">{formatDateTime(row.enrolledAtMs)}</td>
      <td class={row.state === "pending" ? "" : "opt"}>
        <AgentActs row={row} onDone={onDone} />
      </td>
    </tr>
  );
}

/** An agent that enrolled and never came is neither alive nor silent. */
function Hearing({ row }: { row: AgentRow }) {
  const [of, word] = hearing(row);
  return (
    <span class={`state nw ${tone[of]}`}>
      <Glyph of={of} />
      <span>{capital(t(word))}</span>
    </span>
  );
}

function hearing({ silent, lastSeenMs, reason }: AgentRow) {
  if (silent) return ["unknown", "agents.silent"] as const;
  if (lastSeenMs === null) return ["unmonitored", "agents.waiting"] as const;
  return reason === "clock_skew"
    ? (["degraded", "agents.skewed"] as const)
    : (["up", "agents.alive"] as const);
}

/** How far ahead of ours a clock is: milliseconds while that is little. */
function clock(offsetMs: number): string {
  const ms = Math.round(Math.abs(offsetMs));
  const sign = ms === 0 ? "" : offsetMs < 0 ? "−" : "+";
  return ms < 5000
    ? `${sign}${formatNumber(ms, 0, language.value)} ms`
    : `${sign}${formatSpan(ms / 1000, language.value)}`;
}

function seen(lastSeenMs: number | null): string {
  if (lastSeenMs === null) return capital(t("agents.never"));
  const now = nowMs.value;
  return now === null
    ? dash
    : t("agents.ago", { age: formatSpan((now - lastSeenMs) / 1000, language.value) });
}
