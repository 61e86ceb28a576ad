import { useId } from "preact/hooks";

interface DayFieldProps {
  readonly label: string;
  /** `2026-03-01`, or empty. */
  readonly value: string;
  readonly onPick: (day: string) => void;
}

/** A day of the calendar. */
export function DayField({ label, value, onPick }: DayFieldProps) {
  const id = useId();
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value}
        onChange={({ currentTarget }) => {
          onPick(currentTarget.value);
        }}
      />
    </div>
  );
}
