import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface FormProps {
  readonly submit: string;
  readonly onSubmit: () => Promise<void>;
  readonly isReady?: boolean;
  readonly children: ComponentChildren;
}

/** Fields with one button; while the charger works on it nobody can press it twice. */
export function Form({ submit, onSubmit, isReady = true, children }: FormProps) {
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    await onSubmit();
    setBusy(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy && isReady) send().catch(() => undefined);
      }}
    >
      {children}
      <button type="submit" class="main" disabled={isBusy || !isReady} aria-busy={isBusy}>
        {submit}
      </button>
    </form>
  );
}
