import { dayAfter } from "#agent/domain/site/site-zone";

/** How often a report is sent by itself. */
export const reportSchedules = ["off", "daily", "weekly", "monthly"] as const;
export type ReportSchedule = (typeof reportSchedules)[number];

/** As what. */
export const reportForms = ["csv", "xlsx", "pdf"] as const;
export type ReportForm = (typeof reportForms)[number];

/** From the first day to the last one, both included. */
export interface ReportPeriod {
  readonly from: string;
  readonly to: string;
}

/** The last whole period before a day: yesterday, the last week from Monday to Sunday, or the last month. */
export function lastPeriod(schedule: Exclude<ReportSchedule, "off">, today: string): ReportPeriod {
  switch (schedule) {
    case "daily": {
      const yesterday = dayAfter(today, -1);
      return { from: yesterday, to: yesterday };
    }
    case "weekly": {
      const sunday = dayAfter(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7) - 1);
      return { from: dayAfter(sunday, -6), to: sunday };
    }
    case "monthly": {
      const to = dayAfter(`${today.slice(0, 7)}-01`, -1);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
  }
}
