import { objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { byName, rankOf } from "@haidang/contract/trouble.ts";
import { live } from "../stream.ts";
import { t } from "../words/words.ts";
import { Since } from "./elapsed.tsx";
import { StateWord } from "./state.tsx";
import { ObjectLink } from "./troubles.tsx";

/** What belongs to a unit, worst first, as the stream has it now. */
export function Members({ members }: { members: readonly ObjectStatus[] }) {
  const { objects } = live.value;
  const now = members
    .map((member) => objects.get(objectKey(member)) ?? member)
    .sort((a, b) => rankOf(a.class) - rankOf(b.class) || byName(a, b));
  return (
    <section class="card">
      <header>
        <h2>{t("members.title")}</h2>
        <span class="t2 num">{now.length}</span>
      </header>
      {now.length === 0 ? (
        <p class="quiet">{t("members.none")}</p>
      ) : (
        <table class="objects">
          <thead>
            <tr>
              <th scope="col" class="c-name">
                {t("column.name")}
              </th>
              <th scope="col" class="c-kind opt">
                {t("column.kind")}
              </th>
              <th scope="col" class="c-state">
                {t("column.state")}
              </th>
              <th scope="col" class="c-since opt">
                {t("column.since")}
              </th>
            </tr>
          </thead>
          <tbody>
            {now.map((member) => (
              <tr key={objectKey(member)}>
                <th scope="row" class="c-name">
                  <ObjectLink object={member} />
                </th>
                <td class="c-kind opt t2">{t(`kind.${member.kind}`)}</td>
                <td class="c-state">
                  <StateWord of={member.class} />
                </td>
                <td class="c-since opt t2">
                  <Since ms={member.sinceMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
