import { useId } from "preact/hooks";

interface ChoiceProps<Word extends string> {
  readonly label: string;
  readonly value: Word;
  readonly options: readonly { readonly value: Word; readonly text: string }[];
  readonly onChoose: (value: Word) => void;
}

/** A labelled list of which one is chosen. */
export function Choice<Word extends string>({ label, value, options, onChoose }: ChoiceProps<Word>) {
  const id = useId();
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find((option) => option.value === currentTarget.value);
          if (chosen !== undefined) onChoose(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}
