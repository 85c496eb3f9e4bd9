import { objectKey } from "@haidang/contract/object.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { capital } from "../format.ts";
import { goTo } from "../navigation.ts";
import { type Found, findObjects } from "../palette.ts";
import { live } from "../stream.ts";
import { t } from "../words/words.ts";
import { Said } from "./said.tsx";
import { Glyph } from "./state.tsx";

const pages = [
  { href: "/", word: "nav.overview" },
  { href: "/data-centre", word: "nav.dataCentre" },
  { href: "/agents", word: "nav.agents" },
] as const;

/** Anything of the page by typing a part of its name, from everywhere. */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  const found = findObjects(live.value.objects.values(), typed);
  const hrefs = typed.trim() === "" ? pages.map(({ href }) => href) : found.map(({ href }) => href);
  const chosen = Math.min(at, hrefs.length - 1);
  const open = (href: string | undefined) => {
    if (href === undefined) return;
    onClose();
    goTo(href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") open(hrefs[chosen]);
    else if (step !== 0) setAt((chosen + step + hrefs.length) % Math.max(1, hrefs.length));
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={dialog} class="palette" aria-label={t("palette.title")} onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label={t("palette.title")}
        aria-expanded={hrefs.length > 0}
        aria-controls="palette-list"
        aria-activedescendant={hrefs.length > 0 ? `palette-${chosen}` : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={100}
        placeholder={t("table.filter")}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" aria-label={t("palette.found")}>
        {typed.trim() === ""
          ? pages.map(({ href, word }, place) => (
              <Choice key={href} place={place} chosen={chosen} onOpen={() => open(href)}>
                {t(word)}
              </Choice>
            ))
          : found.map((one, place) => (
              <Choice key={objectKey(one.object)} place={place} chosen={chosen} onOpen={() => open(one.href)}>
                <Line found={one} />
              </Choice>
            ))}
      </div>
      {typed.trim() !== "" && found.length === 0 && (
        <p class="quiet" role="status">
          {t("table.noneFound", { typed: deviceText(typed, 60) })}
        </p>
      )}
    </dialog>
  );
}

function Choice(props: {
  place: number;
  chosen: number;
  onOpen: () => void;
  children: preact.ComponentChildren;
}) {
  const { place, chosen, onOpen, children } = props;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place === chosen) line.current?.scrollIntoView({ block: "nearest" });
  }, [place, chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the field points at it (aria-activedescendant)
    <div ref={line} id={`palette-${place}`} role="option" aria-selected={place === chosen} onClick={onOpen}>
      {children}
    </div>
  );
}

function Line({ found: { object } }: { found: Found }) {
  return (
    <>
      <Glyph of={object.class} />
      <Said text={object.name} most={120} />
      <span class="t2">
        {capital(t(`kind.${object.kind}`))} · {t(`class.${object.class}`)}
        {object.unitName !== undefined && ` · ${deviceText(object.unitName, 60)}`}
      </span>
    </>
  );
}
