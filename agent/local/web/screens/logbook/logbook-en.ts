import type { Doubt, EntryProblem, EntrySource } from "#agent/domain/logbook/logbook-entry";
import type { LogbookScope } from "#agent/domain/logbook/logbook-rule";

const scopes: Readonly<Record<LogbookScope, string>> = {
  Off: "Nobody’s: there is no logbook",
  Tagged: "Those of tags that are marked so",
  Private: "Private ones: of local tags, of the back end’s list and of guests",
  All: "Everybody’s",
};

const problems: Readonly<Record<EntryProblem, string>> = {
  plateMissing: "The number plate is missing.",
  odometerMissing: "The odometer is missing.",
  plateInvalid: "That is no number plate: letters and digits, with blanks or hyphens between.",
  odometerInvalid: "The odometer is a whole number of kilometres, without a point.",
  belowLast: "That is less than this vehicle had at an earlier charge.",
  aboveNext: "That is more than this vehicle had at a later charge.",
  tooFar: "Since its last charge this vehicle can hardly have gone so far.",
};

const sources: Readonly<Record<EntrySource, string>> = {
  page: "on this page",
  driver: "by the driver",
  tag: "known of the tag",
  backEnd: "by the back end",
};

const confirmedWords: Readonly<Record<Doubt, string>> = {
  belowLast: "confirmed although less than before",
  aboveNext: "confirmed although more than afterwards",
  tooFar: "confirmed although far",
};

export const logbookEn = {
  scopes,
  problems,
  sources,
  confirmedWords,
  title: "Logbook",
  odometer: "Odometer in km",
  plate: "Number plate",
  plateKnown: "Left empty: the one that is known.",
  enter: "Enter",
  correct: "Correct the entry",
  confirm: "I have looked again: it is right",
  done: "Entered.",
  wanted: (time: string) => `Odometer and number plate are wanted until ${time}; then the charge is held.`,
  wantedOdometer: (time: string) => `The odometer is wanted until ${time}; then the charge is held.`,
  wantedStill: "Odometer and number plate are still missing.",
  missing: "Odometer and number plate were asked for and not entered.",
  history: "Who entered it",
  by: (source: string, name: string) => (name === "" ? source : `${source} (${name})`),
  kilometres: (number: string) => `${number} km`,
  driverTitle: "Enter odometer and number plate",
  driverIntro: "For the charge that runs here, so that it can go on.",
  code: "Last four characters of your card, or PIN of your host",
  codeHint: "Not needed where everybody charges without a card.",
  wrong: "No charge waits for an entry under this code.",
  driverDone: "Thank you. The charge goes on.",
  rules: "Logbook: odometer and number plate",
  scope: "Charges that need them",
  grace: "Time until such a charge is held, in minutes",
  hold: "Held at most, in hours",
  holdHint: "0: for as long as the charge lasts. After that it goes on and stays marked.",
  tell: "The back end is told what is entered and missing",
  save: "Save the logbook’s rules",
  saved: "The charger has taken it.",
  invalid: "Something does not fit: whole minutes up to a day, whole hours up to a year.",
  installerOnly: "Only installer and owner change these rules.",
};
export type LogbookTexts = typeof logbookEn;
