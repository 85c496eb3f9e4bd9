import {
  type Readiness,
  type ReadinessColour,
  type ReadinessLayer,
  type ReadinessPoint,
  readinessLayers,
} from "@haidang/contract/conference.ts";
import { searchKey } from "@haidang/contract/text.ts";
import { countedPoints, findingText } from "@haidang/contract/words/conference.ts";
import { useState } from "preact/hooks";
import { capital, formatLoss, formatMs, formatNumber, formatSpan } from "../format.ts";
import { objectPath } from "../route.ts";
import { language } from "../setting.ts";
import { tm } from "../words/conference.ts";
import { t } from "../words/words.ts";
import { useHold } from "./hold.ts";
import { Icon } from "./icon.tsx";
import { classOf, lacking, ReadinessWord } from "./readiness.tsx";
import { Said } from "./said.tsx";
import { Segment } from "./segment.tsx";
import { Glyph, tone } from "./state.tsx";

/** Each point of a meeting, those not ready first; never re-sorted while somebody is inside. */
export function MeetingPoints({
  points,
  totals,
}: {
  points: readonly ReadinessPoint[];
  totals: Readiness["totals"];
}) {
  const [colour, setColour] = useState<ReadinessColour | "all">("all");
  const [wanted, setWanted] = useState("");
  const byId = new Map(points.map((point) => [point.id, point]));
  const { order, pending, around, letGo } = useHold([...byId.keys()], "meeting-points");
  const key = searchKey(wanted);
  const rows = order
    .flatMap((id) => byId.get(id) ?? [])
    .filter((point) => colour === "all" || point.colour === colour)
    .filter(({ name, unitName }) => searchKey(`${name} ${unitName ?? ""}`).includes(key));
  const count = (value: number) => formatNumber(value, 0, language.value);
  const choice = (value: ReadinessColour) => ({
    value,
    text: `${capital(tm(`readiness.${value}`))} ${count(totals[value])}`,
  });
  return (
    <section class="card meeting-points" {...around}>
      <header>
        <h2>{countedPoints(points.length, language.value)}</h2>
        {pending > 0 && (
          <button type="button" class="btn small" onClick={letGo}>
            {t("trouble.new", { count: pending })}
          </button>
        )}
        <Segment
          label={tm("meeting.filter")}
          value={colour}
          onChoose={setColour}
          choices={[
            { value: "all", text: `${tm("meeting.all")} ${count(points.length)}` },
            ...[...lacking, "green" as const].map(choice),
          ]}
        />
        <label class="filter">
          <Icon name="search" />
          <input
            type="search"
            aria-label={tm("meeting.search")}
            placeholder={tm("meeting.search")}
            value={wanted}
            onInput={({ currentTarget }) => setWanted(currentTarget.value)}
          />
        </label>
      </header>
      {rows.length === 0 ? (
        <p class="quiet">{tm("meeting.noneMatch")}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{tm("meeting.found")}</th>
              <th scope="col">{tm("meeting.verdict")}</th>
              {readinessLayers.map((layer) => (
                <th key={layer} scope="col" class="layer">
                  {capital(tm(`layer.${layer}`))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((point) => (
              <Row key={point.id} point={point} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ point }: { point: ReadinessPoint }) {
  const { id, name, unitName, colour, findings } = point;
  const said = findings.map((finding) => findingText(finding, language.value)).join("; ");
  return (
    <tr>
      <th scope="row">
        <a href={objectPath("video", id)}>
          <Said text={name} most={120} />
        </a>
        {unitName !== null && (
          <span class="under">
            <Said text={unitName} most={80} />
          </span>
        )}
      </th>
      <td class={tone[classOf[colour]]}>
        {said === "" ? <ReadinessWord of={colour} /> : <Said text={capital(said)} most={600} />}
      </td>
      {readinessLayers.map((layer) => (
        <td key={layer} class="layer" data-layer={capital(tm(`layer.${layer}`))}>
          <Layer point={point} layer={layer} />
        </td>
      ))}
    </tr>
  );
}

/** A layer that is well shows what was seen of it, any other its word. */
function Layer({ point, layer }: { point: ReadinessPoint; layer: ReadinessLayer }) {
  const of = point.layers[layer];
  const seen = of === "green" ? figureOf(point, layer) : "";
  if (seen === "") return <ReadinessWord of={of} />;
  return (
    <span class={`state nw ${tone[classOf[of]]}`}>
      <Glyph of={classOf[of]} />
      <span class="num t2">{seen}</span>
    </span>
  );
}

function figureOf({ figures }: ReadinessPoint, layer: ReadinessLayer): string {
  const { rttMs, lossPct, runtimeMin } = figures;
  const chosen = language.value;
  if (layer === "network" && rttMs !== null && lossPct !== null)
    return `${formatMs(rttMs, chosen)} ms · ${formatLoss(lossPct, chosen)}`;
  return layer === "power" && runtimeMin !== null ? formatSpan(runtimeMin * 60, chosen) : "";
}
