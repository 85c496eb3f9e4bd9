import "../style/report.css";
import "../style/works.css";
import { useEffect, useState } from "preact/hooks";
import { Silences } from "../part/silences.tsx";
import { WorksCalendar } from "../part/works-calendar.tsx";
import { WorksWindows } from "../part/works-windows.tsx";
import { pageTitle } from "../route.ts";
import { tw } from "../words/works.ts";

/** What is planned, and what nobody is told of. */
export function Works() {
  const title = tw("works.title");
  useEffect(() => {
    document.title = pageTitle(title);
  }, [title]);
  const [changes, setChanges] = useState(0);
  return (
    <div class="works">
      <h1 class="vh">{title}</h1>
      <WorksCalendar changes={changes} />
      <WorksWindows onChanged={() => setChanges((count) => count + 1)} />
      <Silences />
    </div>
  );
}
