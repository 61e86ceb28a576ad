import type { DaySpan } from "#agent/domain/access/opening-hours";

const spanText = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/;

/** `08:00-12:00, 13:00-24:00`; empty for a closed day. */
export function spansText(spans: readonly DaySpan[]): string {
  return spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(", ");
}

/** Undefined when it is no such text. */
export function spansOf(text: string): readonly DaySpan[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  const spans = parts.filter((part) => part !== "").map(spanOf);
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

function spanOf(text: string): DaySpan | undefined {
  const [whole, fromHour, fromMinute, toHour, toMinute] = spanText.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return Number(fromMinute) < 60 && Number(toMinute) < 60 && from < to && to <= 1440 ? { from, to } : undefined;
}

function clock(minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
