/** A row of choices of which one holds. */
export function Segment<T extends string>(props: {
  label: string;
  choices: readonly { value: T; text: string; label?: string }[];
  value: T;
  onChoose: (value: T) => void;
}) {
  return (
    <fieldset class="seg" aria-label={props.label}>
      {props.choices.map(({ value, text, label }) => (
        <button
          type="button"
          key={value}
          aria-pressed={value === props.value}
          aria-label={label}
          onClick={() => props.onChoose(value)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
