import {
  type AgentRow,
  type agentRowSchema,
  type Invite,
  inviteSchema,
} from "@haidang/contract/agent-api.ts";
import { useState } from "preact/hooks";
import { z } from "zod";
import { post } from "../api.ts";
import { formatDateTime } from "../format.ts";
import { asError } from "../session.ts";
import { useSubmit } from "../view/field.tsx";
import { errorText, t } from "../words/words.ts";
import { Said } from "./said.tsx";

/** Lets one in that waits, or refuses one from now on; the second asks once more. */
export function AgentActs({ row, onDone }: { row: AgentRow; onDone: () => void }) {
  const [isSure, setIsSure] = useState(false);
  const [failure, setFailure] = useState("");
  const act = (verb: "approve" | "revoke") => {
    setIsSure(false);
    post(`/agents/${encodeURIComponent(row.id)}/${verb}`, {}, z.unknown())
      .then(onDone)
      .catch((error: unknown) => setFailure(errorText(asError(error))));
  };
  return (
    <span class="act-line">
      {row.state === "pending" && (
        <button type="button" class="btn small pri" onClick={() => act("approve")}>
          {t("agents.approve")}
        </button>
      )}
      {row.state !== "revoked" && (
        <button type="button" class="btn small" onClick={() => (isSure ? act("revoke") : setIsSure(true))}>
          {t(isSure ? "agents.reallyRevoke" : "agents.revoke")}
        </button>
      )}
      {failure !== "" && <span role="alert">{failure}</span>}
    </span>
  );
}

/** Invites a machine: the line to paste there, shown this once. */
export function InviteAgent() {
  const [name, setName] = useState("");
  const [site, setSite] = useState("");
  const [approve, setApprove] = useState(false);
  const [invite, setInvite] = useState<Invite | null>(null);
  const { going, failure, submit } = useSubmit(
    async () => {
      const asked = { approve, ...(name === "" ? {} : { name }), ...(site === "" ? {} : { site }) };
      setInvite(await post("/agents/invites", asked, inviteSchema));
    },
    (error) => error.message,
  );
  return (
    <form class="make" onSubmit={submit}>
      <Line label={t("agents.inviteName")} value={name} onType={setName} />
      <Line label={t("agents.inviteSite")} value={site} onType={setSite} />
      <label class="check">
        <input
          type="checkbox"
          checked={approve}
          onChange={(event) => setApprove(event.currentTarget.checked)}
        />
        {t("agents.inviteApprove")}
      </label>
      <button type="submit" class="btn" disabled={going}>
        {t("agents.invite")}
      </button>
      {failure !== "" && (
        <p class="failure" role="alert">
          <Said text={failure} most={300} />
        </p>
      )}
      {invite !== null && <Invited invite={invite} />}
    </form>
  );
}

function Line({ label, value, onType }: { label: string; value: string; onType: (value: string) => void }) {
  return (
    <label>
      {label}
      <input
        type="text"
        autocomplete="off"
        maxLength={63}
        value={value}
        onInput={(event) => onType(event.currentTarget.value.trim())}
      />
    </label>
  );
}

function Invited({ invite: { code, url, addresses = [], pin, expiresAt, approved } }: { invite: Invite }) {
  const at = addresses.length > 0 ? addresses.join(",") : (url ?? location.origin);
  const command = ["sudo haidang-agent enrol", at, code, ...(pin === undefined ? [] : [pin])].join(" ");
  return (
    <p class="once" role="status">
      {t("agents.paste", { time: formatDateTime(Date.parse(expiresAt)) })} <code>{command}</code>{" "}
      {approved !== true && t("agents.thenApprove")}
    </p>
  );
}

/** What an agent is to us, where that is not simply ours. */
export function standingWord({ state }: Pick<z.infer<typeof agentRowSchema>, "state">): string | undefined {
  return state === "active" ? undefined : t(`agents.${state}`);
}
