import { type ObjectKind, objectKinds } from "@haidang/contract/object.ts";

/** What a person chose to see. */
export interface View {
  /** First row shown. */
  from: number;
  /** Also what is well. */
  all: boolean;
  kind: ObjectKind | undefined;
}

export const firstView: View = { from: 0, all: false, kind: undefined };

/** What a key as the terminal sends it makes of the view; `page` is the number of rows shown. */
export function nextView(view: View, key: string, page: number): View | "quit" {
  const by = (rows: number): View => ({ ...view, from: Math.max(0, view.from + rows) });
  switch (key) {
    case "q":
    case "\u0003":
    case "\u001b":
      return "quit";
    case "j":
    case "\u001b[B":
      return by(1);
    case "k":
    case "\u001b[A":
      return by(-1);
    case " ":
    case "\u001b[6~":
      return by(page);
    case "b":
    case "\u001b[5~":
      return by(-page);
    case "g":
    case "\u001b[H":
      return { ...view, from: 0 };
    case "a":
      return { ...view, all: !view.all, from: 0 };
    case "t":
    case "\t":
      return { ...view, kind: kindAfter(view.kind), from: 0 };
    default:
      return view;
  }
}

/** Every kind in turn, then all again. */
function kindAfter(kind: ObjectKind | undefined): ObjectKind | undefined {
  return kind === undefined ? objectKinds[0] : objectKinds[objectKinds.indexOf(kind) + 1];
}
