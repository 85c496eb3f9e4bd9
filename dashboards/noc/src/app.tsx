import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Announcer } from "./part/announcer.tsx";
import { Hatches } from "./part/hatch.tsx";
import { Header } from "./part/header.tsx";
import { Loading } from "./part/loading.tsx";
import { type Route, readPath } from "./route.ts";
import { session } from "./session.ts";
import { fresh, openStream } from "./stream.ts";
import { Agents } from "./view/agents.tsx";
import { IncidentPage } from "./view/incident.tsx";
import { Later } from "./view/later.tsx";
import { Missing } from "./view/missing.tsx";
import { ObjectPage } from "./view/object.tsx";
import { Overview } from "./view/overview.tsx";
import { Password } from "./view/password.tsx";
import { SecondFactor } from "./view/second-factor.tsx";
import { ProviderCode, SignIn, Unreachable } from "./view/sign-in.tsx";

const route = signal<Route>(readPath(location.pathname));

const meetings = () => import("./view/meetings.tsx");

/** The page: outside while there is no session, inside with the stream open. */
export function App() {
  const now = session.value;
  switch (now.at) {
    case "asking":
      return <Loading />;
    case "unreachable":
      return <Unreachable at={now} />;
    case "password":
      return <Password code={now.code} />;
    case "provider":
      return <ProviderCode />;
    case "second-factor":
      return <SecondFactor />;
    case "out":
      return <SignIn why={now.why} />;
    case "in":
      return <Inside />;
  }
}

function Inside() {
  useEffect(openStream, []);
  useEffect(followLinks, []);
  const at = route.value;
  return (
    <div class={`page is-${fresh.value}`}>
      <Hatches />
      <Header route={at} />
      <main id="content" tabIndex={-1}>
        <View at={at} />
      </main>
      <Announcer />
    </div>
  );
}

function View({ at }: { at: Route }) {
  switch (at.view) {
    case "overview":
      return <Overview />;
    case "agents":
      return <Agents />;
    case "conferences":
      return <Later load={meetings} show={({ Conferences }) => <Conferences />} />;
    case "conference":
      return (
        <Later load={meetings} show={({ ConferencePage }) => <ConferencePage key={at.id} id={at.id} />} />
      );
    case "incident":
      return <IncidentPage key={at.id} id={at.id} />;
    case "object":
      return <ObjectPage key={`${at.kind}/${at.id}`} kind={at.kind} id={at.id} />;
    case "missing":
      return <Missing />;
  }
}

/** Links within the page change the view without loading it anew; returns how to stop. */
function followLinks(): () => void {
  const show = () => {
    route.value = readPath(location.pathname);
  };
  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const href = link?.getAttribute("href");
    if (href === null || href === undefined || !href.startsWith("/")) return;
    event.preventDefault();
    history.pushState(null, "", href);
    show();
    scrollTo(0, 0);
    document.getElementById("content")?.focus({ preventScroll: true });
  };
  document.addEventListener("click", onClick);
  addEventListener("popstate", show);
  return () => {
    document.removeEventListener("click", onClick);
    removeEventListener("popstate", show);
  };
}
