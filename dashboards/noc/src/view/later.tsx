import { useEffect, useState } from "preact/hooks";
import { Failure } from "../part/failure.tsx";
import { Loading } from "../part/loading.tsx";
import { asError } from "../session.ts";
import { t } from "../words/words.ts";

/** A view whose code is not part of the first one: shown once it has come, or why it did not. */
export function Later<M>({
  load,
  show,
}: {
  load: () => Promise<M>;
  show: (module: M) => preact.JSX.Element;
}) {
  const [module, setModule] = useState<{ of: M } | null>(null);
  const [error, setError] = useState<ReturnType<typeof asError> | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let over = false;
    load().then(
      (of) => {
        if (!over) setModule({ of });
      },
      (thrown: unknown) => {
        if (!over) setError(asError(thrown));
      },
    );
    return () => {
      over = true;
    };
  }, [load, attempt]);
  if (module !== null) return show(module.of);
  if (error === null) return <Loading />;
  const retry = () => {
    setError(null);
    setAttempt((count) => count + 1);
  };
  return (
    <Failure what={t("load.view")} of={{ data: null, error, goodAtMs: null, failedAtMs: null, retry }} />
  );
}
