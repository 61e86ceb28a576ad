export const occupancyEn = {
  from: "From",
  to: "To",
  plugged: "Occupied",
  charging: "Charging",
  byDay: "By day",
  byHour: "By hour of the day",
  byWeekday: "By day of the week",
  when: "When",
  full: "This place is occupied so much that another charger would be used.",
  badPeriod: "Choose a first day that is not after the last one, and at most three years.",
  explained: "Occupied: a vehicle is plugged in. Charging: energy flows.",
  timesOf: (zone: string) => `Times: ${zone}`,
};
export type OccupancyTexts = typeof occupancyEn;
