import { useRef, useState } from "preact/hooks";
import { type HeldOrder, holdOrder } from "../well.ts";

export interface Hold<K extends string> extends HeldOrder<K> {
  /** Goes on the element around the list. */
  around: {
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onFocusIn: () => void;
    onFocusOut: () => void;
  };
  /** Takes the order wanted though the list is pointed at. */
  letGo: () => void;
}

/** Keeps rows where they are while someone points at them; `scope` names what was asked for, a new one holds nothing. */
export function useHold<K extends string>(wanted: readonly K[], scope: string): Hold<K> {
  const [held, setHeld] = useState(false);
  const [, redraw] = useState(0);
  const former = useRef<{ scope: string; order: readonly K[] } | null>(null);
  const kept = former.current?.scope === scope ? former.current.order : null;
  const result = holdOrder(kept, wanted, held);
  former.current = { scope, order: result.order };
  return {
    ...result,
    around: {
      // A finger that scrolls by enters without ever pointing.
      onPointerEnter: (event) => setHeld(event.pointerType === "mouse"),
      onPointerLeave: () => setHeld(false),
      onFocusIn: () => setHeld(true),
      onFocusOut: () => setHeld(false),
    },
    letGo: () => {
      former.current = null;
      redraw((count) => count + 1);
    },
  };
}
