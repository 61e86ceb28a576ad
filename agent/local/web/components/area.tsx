import { useId } from "preact/hooks";

interface AreaProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** A labelled input of several lines, for what is pasted. */
export function Area({ label, value, onInput }: AreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={5}
        value={value}
        spellcheck={false}
        autoComplete="off"
        onInput={({ currentTarget }) => {
          onInput(currentTarget.value);
        }}
      />
    </div>
  );
}
