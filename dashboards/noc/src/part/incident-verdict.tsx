import type { Evidence, Verdict } from "@haidang/contract/verdict.ts";
import { capital, dash, formatClock, formatPct } from "../format.ts";
import { hypotheses } from "../incident.ts";
import { language } from "../setting.ts";
import { t } from "../words/words.ts";
import { plainValues } from "./incident-words.ts";
import { Said } from "./said.tsx";

/** Each cause that was weighed, how sure it is, and what speaks for and against it. */
export function Hypotheses({ verdict }: { verdict: Verdict | null }) {
  const rows = verdict === null ? [] : hypotheses(verdict);
  return (
    <section class="card">
      <header>
        <h2>{t("case.why")}</h2>
      </header>
      {rows.length === 0 ? (
        <p class="quiet">{t("case.notWeighed")}</p>
      ) : (
        <table class="hypotheses">
          <thead>
            <tr>
              <th scope="col">{t("case.cause")}</th>
              <th scope="col" class="n">
                {t("case.certainty")}
              </th>
              <th scope="col">{t("case.evidence")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.cause}>
                <th scope="row">{capital(t(`cause.${row.cause}`))}</th>
                <td class="n num">
                  {row.confidencePct === null ? dash : formatPct(row.confidencePct, 0, language.value)}
                </td>
                <td>
                  <ul class="evidence">
                    {[...row.for, ...row.against].map((line) => (
                      <Line key={`${line.kind} ${line.atMs} ${line.subject?.id ?? ""}`} line={line} />
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Line({ line }: { line: Evidence }) {
  const sentence = capital(t(`evidence.${line.kind}`, plainValues(line.values)));
  return (
    <li class={line.speaks}>
      <span class="mark" aria-hidden="true">
        {line.speaks === "for" ? "✓" : "×"}
      </span>
      <span class="vh">{t(`case.${line.speaks}`)}: </span>
      <span class="num t3">{formatClock(line.atMs)}</span> <Said text={sentence} most={400} />
    </li>
  );
}
