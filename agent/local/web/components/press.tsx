import { useState } from "preact/hooks";

interface PressProps {
  readonly text: string;
  readonly onPress: () => Promise<void> | void;
  readonly look?: "main" | "danger" | "quiet";
  /** For those who hear it without what stands round it. */
  readonly label?: string;
  readonly isReady?: boolean;
}

/** A button that cannot be pressed again while the charger works on the last press. */
export function Press({ text, onPress, look, label, isReady = true }: PressProps) {
  const [isBusy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await onPress();
    setBusy(false);
  };
  return (
    <button
      type="button"
      class={look}
      aria-label={label}
      disabled={isBusy || !isReady}
      aria-busy={isBusy}
      onClick={() => {
        press().catch(() => {
          setBusy(false);
        });
      }}
    >
      {text}
    </button>
  );
}
