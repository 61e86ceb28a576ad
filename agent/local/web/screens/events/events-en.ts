import type { EventCode, EventSeverity } from "#agent/domain/site/site-event";

const codes: Readonly<Record<EventCode, string>> = {
  "fault.raised": "Fault",
  "fault.cleared": "Fault is over",
  "csms.lost": "Connection to the back end lost",
  "csms.back": "Connected to the back end",
  "deadLetter.added": "The back end did not take a message",
  "unbilled.added": "Energy flowed that is on nobody’s bill",
  "store.refuses": "The disk does not take records",
  "store.takes": "The disk takes records again",
  "store.rebuilt": "Damaged records were made anew from their copy",
  "agent.started": "Program started",
  "firmware.changed": "New program",
  "login.succeeded": "Logged in",
  "login.failed": "Login refused",
  "password.changed": "Password changed",
  "account.changed": "Account made or changed",
  "account.removed": "Account removed",
  "certificate.changed": "Certificate of the page changed",
  "configuration.changed": "Setting changed",
  "lifeCycle.changed": "State of the charger",
  "system.restart": "Restart asked for",
  "system.reset": "Reset",
};
const severities: Readonly<Record<EventSeverity, string>> = { info: "Note", warning: "Warning", alarm: "Alarm" };

export const eventsEn = {
  codes,
  severities,
  show: "Show",
  all: "Everything",
  open: "Not acknowledged",
  noneOpen: "Nothing is waiting for you.",
  someOpen: (count: number) => `${String(count)} not acknowledged`,
  acknowledge: "Acknowledge",
  acknowledgeAll: "Acknowledge all that is shown",
  acknowledgedBy: (name: string) => `acknowledged by ${name}`,
  times: (count: number) => `${String(count)} times`,
  outlet: (number: number) => `outlet ${String(number)}`,
  older: "Older ones",
  none: "Nothing has happened yet.",
  letters: "Messages that the back end did not take",
  noLetters: "There are none.",
  lettersWhy: "They are kept. Send the file to whoever runs the back end.",
  export: "Download them",
  attempts: (count: number) => `${String(count)} attempts`,
};
export type EventsTexts = typeof eventsEn;
