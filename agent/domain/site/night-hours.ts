/** From one minute of the day to another by the clock on the wall, mostly over midnight; the end is not included. */
export interface NightHours {
  /** 0 to 1439. */
  readonly from: number;
  /** 0 to 1439, and another one. */
  readonly to: number;
}

const form = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** Of `22:00-06:30`; undefined for what is none, and for a night that would have no end. */
export function parseNightHours(text: string): NightHours | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = found.slice(1).map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return from === to ? undefined : { from, to };
}

export function isNight({ from, to }: NightHours, minute: number): boolean {
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}
