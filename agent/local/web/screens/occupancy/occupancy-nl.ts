import type { OccupancyTexts } from "./occupancy-en";

export const occupancyNl: OccupancyTexts = {
  from: "Van",
  to: "Tot en met",
  plugged: "Bezet",
  charging: "Laadt",
  byDay: "Per dag",
  byHour: "Per uur van de dag",
  byWeekday: "Per weekdag",
  when: "Wanneer",
  full: "Deze plek is zo vaak bezet dat een extra laadpunt gebruikt zou worden.",
  badPeriod: "Kies een eerste dag die niet na de laatste ligt, en hoogstens drie jaar.",
  explained: "Bezet: er is een voertuig aangesloten. Laadt: er stroomt energie.",
  timesOf: (zone) => `Tijden: ${zone}`,
};
