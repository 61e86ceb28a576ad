import type { InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: "text" | "password" | "date";
  readonly autoComplete?: string;
  readonly hint?: string | undefined;
  /** What is wrong with the value. */
  readonly error?: string | undefined;
  readonly maxLength?: number;
  readonly inputMode?: "numeric" | "text";
}

type Common = Omit<InputHTMLAttributes, "type" | "role">;

function inputOf(type: FieldProps["type"], common: Common) {
  switch (type) {
    case "password":
      return <input type="password" {...common} />;
    case "date":
      return <input type="date" {...common} />;
    default:
      return <input type="text" {...common} />;
  }
}

/** A labelled input with its hint and its mistake, tied together for screen readers. */
export function Field({ label, value, onInput, type = "text", hint, error, ...rest }: FieldProps) {
  const id = useId();
  const notes = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  const common = {
    ...rest,
    id,
    value,
    "aria-invalid": error !== undefined,
    "aria-describedby": notes.length === 0 ? undefined : notes.join(" "),
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
      onInput(currentTarget.value);
    },
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {inputOf(type, common)}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="mistake" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
