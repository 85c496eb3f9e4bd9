import type { ConferenceQuality, QualityPoint } from "@haidang/contract/conference.ts";
import { dash, formatLoss, formatMs, formatNumber } from "../format.ts";
import { language } from "../setting.ts";
import { tm } from "../words/conference.ts";
import { Said } from "./said.tsx";

/** What a meeting was like at each point, worst first. */
export function MeetingQuality({ quality }: { quality: ConferenceQuality }) {
  const heads = ["good", "poor", "lost", "unknown", "drops", "loss", "jitter", "rtt"] as const;
  return (
    <section class="card meeting-quality" aria-labelledby="quality-title">
      <header>
        <h2 id="quality-title">{tm("meeting.quality")}</h2>
      </header>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{tm("meeting.found")}</th>
              {heads.map((head) => (
                <th key={head} scope="col" class="n">
                  {tm(`quality.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {quality.points.map((point) => (
              <Row key={point.id} point={point} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ point }: { point: QualityPoint }) {
  const { name, goodMin, poorMin, lostMin, unknownMin, drops, lossPct, jitterMs, rttMs } = point;
  const chosen = language.value;
  const count = (value: number) => formatNumber(value, 0, chosen);
  const ms = (value: number | null) => (value === null ? dash : `${formatMs(value, chosen)} ms`);
  return (
    <tr>
      <th scope="row">
        <Said text={name} most={120} />
      </th>
      <td class="n num">{count(goodMin)}</td>
      <td class={`n num ${poorMin > 0 ? "deg" : ""}`}>{count(poorMin)}</td>
      <td class={`n num ${lostMin > 0 ? "down" : ""}`}>{count(lostMin)}</td>
      <td class={`n num ${unknownMin > 0 ? "unk" : ""}`}>{count(unknownMin)}</td>
      <td class="n num">{count(drops)}</td>
      <td class="n num">{lossPct.p95 === null ? dash : formatLoss(lossPct.p95, chosen)}</td>
      <td class="n num">{ms(jitterMs.p95)}</td>
      <td class="n num">{ms(rttMs.p95)}</td>
    </tr>
  );
}
