import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Loading } from "./part/loading.tsx";
import { t } from "./words/words.ts";

/** A part of the page that is fetched when it is first shown, so that the first view need not wait for it. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [, setDone] = useState(loaded !== null);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded !== null) return;
      load().then(
        (part) => {
          loaded = part;
          setDone(true);
        },
        (error: unknown) => {
          console.warn("a part of the page cannot be fetched", error);
          setFailed(true);
        },
      );
    }, []);
    const Part = loaded;
    if (Part !== null) return <Part {...props} />;
    return failed ? <NotFetched /> : <Loading />;
  };
}

/** After an upgrade the parts of the former page are gone; only loading anew helps. */
function NotFetched() {
  return (
    <p class="quiet" role="alert">
      {t("page.partFailed")}{" "}
      <button type="button" class="btn small" onClick={() => location.reload()}>
        {t("page.reload")}
      </button>
    </p>
  );
}
