/** 7400 → "7.4"; below 10 W it is nothing. */
export function kilowatts(watts: number): string {
  return (Math.abs(watts) < 10 ? 0 : watts / 1000).toFixed(watts >= 99_950 ? 0 : 1);
}

/** As a meter would show it, with more places than one reads at a glance. */
export function meterKilowattHours(wattHours: number): string {
  return (wattHours / 1000).toFixed(2);
}

export function kilowattHours(wattHours: number): string {
  return (wattHours / 1000).toFixed(wattHours < 9995 ? 2 : 1);
}

export function amperes(value: number): string {
  return value.toFixed(1);
}

/** A limit: without a fraction where there is none. */
export function wholeAmperes(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** 4521 s → "1 h 15 min"; under an hour with seconds. */
export function duration(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (hours > 0) return `${String(hours)} h ${String(minutes).padStart(2, "0")} min`;
  return `${String(minutes)}:${String(total % 60).padStart(2, "0")} min`;
}

/** How long ago, in the words one would say. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 2) return "just now";
  if (seconds < 120) return `${String(seconds)} s ago`;
  if (seconds < 7200) return `${String(Math.round(seconds / 60))} min ago`;
  return `${String(Math.round(seconds / 3600))} h ago`;
}

/** The time of day where the reader sits. */
export function clockTime(at: number | string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "–" : date.toLocaleTimeString("en-GB");
}
