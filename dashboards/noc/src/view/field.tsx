import type { HaidangError } from "@haidang/contract/error.ts";
import { useState } from "preact/hooks";
import { asError } from "../session.ts";
import { errorText } from "../words/words.ts";

/** One line to type into. */
export function Field(props: {
  label: string;
  name: string;
  autocomplete: string;
  secret?: boolean;
  describedBy?: string;
  value: string;
  onType: (value: string) => void;
}) {
  const { label, name, autocomplete, secret, describedBy, value, onType } = props;
  const rest = {
    name,
    autocomplete,
    required: true,
    maxLength: 200,
    value,
    "aria-describedby": describedBy,
    onInput: (event: { currentTarget: { value: string } }) => onType(event.currentTarget.value),
  };
  return secret === true ? (
    <label>
      {label}
      <input type="password" {...rest} />
    </label>
  ) : (
    <label>
      {label}
      <input type="text" {...rest} />
    </label>
  );
}

/** A form that says why it failed: `words` may know better than the error itself; null when it does not. */
export function useSubmit(work: () => Promise<void>, words: (error: HaidangError) => string | null) {
  const [going, setGoing] = useState(false);
  const [failure, setFailure] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    setGoing(true);
    setFailure("");
    try {
      await work();
    } catch (thrown) {
      const error = asError(thrown);
      setFailure(words(error) ?? errorText(error));
    }
    setGoing(false);
  };
  return { going, failure, submit };
}
