import type { OccupancyTexts } from "./occupancy-en";

export const occupancyFr: OccupancyTexts = {
  from: "Du",
  to: "Au",
  plugged: "Occupée",
  charging: "En charge",
  byDay: "Par jour",
  byHour: "Par heure de la journée",
  byWeekday: "Par jour de la semaine",
  when: "Quand",
  full: "Cette place est si souvent occupée qu’une borne de plus serait utilisée.",
  badPeriod: "Choisissez un premier jour qui ne suit pas le dernier, et trois ans au plus.",
  explained: "Occupée : un véhicule est branché. En charge : l’énergie passe.",
  timesOf: (zone) => `Heures : ${zone}`,
};
