import type { ObjectRef } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { deviceText, searchKey } from "@haidang/contract/text.ts";
import { useId } from "preact/hooks";
import { findObjects } from "../palette.ts";
import { live } from "../stream.ts";
import { t } from "../words/words.ts";
import { tw } from "../words/works.ts";

/** What was picked: an object, or the links of a carrier. */
export type Picked = { object: ObjectRef } | { carrier: string };

const objectText = ({ kind, id, name }: ObjectStatus) =>
  `${deviceText(name, 80)} · ${t(`kind.${kind}`)} ${id}`;
const carrierText = (name: string) => tw("works.carrier", { name: deviceText(name, 80) });

/** What typed text means, where it is exactly one of what was offered. */
export function pickedFrom(typed: string, objects: Iterable<ObjectStatus>): Picked | undefined {
  const all = [...objects];
  const object = all.find((one) => objectText(one) === typed);
  if (object !== undefined) return { object: { kind: object.kind, id: object.id } };
  const carrier = all.find(({ carrier: name }) => name !== undefined && carrierText(name) === typed)?.carrier;
  return carrier === undefined ? undefined : { carrier };
}

/** A field that offers objects and carriers by name, with diacritics or without. */
export function Pick({ value, onType }: { value: string; onType: (value: string) => void }) {
  const list = useId();
  const objects = live.value.objects;
  const key = searchKey(value.trim());
  const carriers = [...new Set([...objects.values()].flatMap(({ carrier }) => carrier ?? []))].filter(
    (name) => searchKey(name).includes(key),
  );
  const offered = [
    ...findObjects(objects.values(), value).map(({ object }) => objectText(object)),
    ...carriers.slice(0, 5).map(carrierText),
  ];
  return (
    <label class="pick">
      {tw("works.of")}
      <input
        type="text"
        required
        list={list}
        autocomplete="off"
        maxLength={200}
        placeholder={tw("works.ofHint")}
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <datalist id={list}>
        {offered.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
    </label>
  );
}
