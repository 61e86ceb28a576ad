import type { ComponentChildren } from "preact";

interface NoticeProps {
  readonly mood: "good" | "info" | "warning" | "problem";
  readonly children: ComponentChildren;
}

/** Something to be known, also by those who cannot see it. */
export function Notice({ mood, children }: NoticeProps) {
  return (
    <div class={`notice ${mood}`} role={mood === "problem" ? "alert" : "status"}>
      {children}
    </div>
  );
}
