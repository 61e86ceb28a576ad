import type { OccupancyTexts } from "./occupancy-en";

export const occupancyDe: OccupancyTexts = {
  from: "Von",
  to: "Bis",
  plugged: "Belegt",
  charging: "Lädt",
  byDay: "Nach Tagen",
  byHour: "Nach Tageszeit",
  byWeekday: "Nach Wochentagen",
  when: "Wann",
  full: "Dieser Platz ist so oft belegt, dass eine weitere Ladestation genutzt würde.",
  badPeriod: "Wählen Sie einen ersten Tag, der nicht nach dem letzten liegt, und höchstens drei Jahre.",
  explained: "Belegt: ein Fahrzeug ist angesteckt. Lädt: es fließt Energie.",
  timesOf: (zone) => `Zeiten: ${zone}`,
};
