import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { PlainWhyCode } from "#agent/domain/evse/why-not-charging";
import type { LimitOwner } from "#agent/domain/limits/current-limit";
import type { OutletSummary } from "#agent/domain/site/outlet-summary";

const summary: Readonly<Record<OutletSummary, string>> = {
  charging: "Charging",
  occupied: "Occupied, not charging",
  available: "Available",
  problem: "Problem",
  waitingForSync: "Waiting for synchronisation",
};

const status: Readonly<Record<ConnectorStatus, string>> = {
  available: "Free",
  preparing: "In preparation",
  charging: "Charging",
  suspendedEV: "The vehicle is pausing",
  suspendedEVSE: "The charger is pausing",
  finishing: "Finished",
  reserved: "Reserved",
  unavailable: "Out of service",
  faulted: "Out of order",
};

const why: Readonly<Record<PlainWhyCode, string>> = {
  "vehicle.missing": "No vehicle is plugged in.",
  "vehicle.awaited": "Energy is offered; the vehicle has not asked for it yet.",
  "vehicle.paused": "The vehicle does not ask for energy.",
  "vehicle.away": "The cable was pulled out of the vehicle; the charge is still open.",
  "meter.reading": "Reading the meter before the charge begins.",
  "session.ending": "The charge is being ended.",
  "session.finished": "The charge is over; the vehicle can be unplugged.",
  "recovery.running": "Closing the charge that was interrupted.",
  "station.unavailable": "The operator has taken this charger out of service.",
  "station.reserved": "Reserved; hold the card that it is reserved for to the reader.",
  "backEnd.pending": "The back end has not accepted this charger yet.",
  "station.updating": "New firmware is about to be installed; charging is possible again afterwards.",
  "plug.kept": "The plug stays locked; hold the card that began the charge to the reader.",
  "lock.open": "The plug has to be locked before energy flows.",
  "site.closed": "Closed now: outside the opening hours of this place.",
  "logbook.missing": "Odometer and number plate are missing; the charge goes on once they are entered.",
  "station.notActivated": "This charger has not been put into service yet.",
  "station.decommissioned": "This charger has been taken out of use for good.",
  "token.missing": "Waiting for a card.",
  "token.late": "Nobody authorised in time; hold a card to the reader to begin.",
  "token.refused": "The back end does not accept the card that began this charge.",
  "storage.failed": "The charger cannot write its records; it tries again every few seconds.",
  "board.refused": "The charging controller refused to begin; trying again.",
  fault: "A fault holds the charge.",
  "limit.none": "Nobody has allowed any current.",
};

const owner: Readonly<Record<LimitOwner, string>> = {
  installation: "wiring and fuse of this place",
  board: "the most that the charging controller can offer",
  cable: "the cable",
  temperature: "temperature",
  chargingProfile: "charging profile of the back end",
  energyManager: "energy manager of the house",
  localUser: "set on this page",
  openingHours: "opening hours of this place",
  logbook: "logbook: odometer and number plate are missing",
  tag: "limit of the tag that charges",
};

export const nowEn = {
  summary,
  status,
  why,
  owner,
  outlet: (number: string) => `Outlet ${number}`,
  limitedTo: (amperes: string, owner: string) => `At most ${amperes} A: ${owner}`,
  until: (time: string) => `until ${time}`,
  waitingForState: "Waiting for the charger …",
  power: "Power",
  energy: "Energy of this charge",
  duration: "Since",
  register: "Meter",
  card: "Card",
  current: "Current",
  offered: "Offered",
  hours: "h",
  curve: "Power since this page was opened",
  noPower: "no value",
  faults: "Faults",
  control: "Control",
  startTitle: "Begin a charge",
  token: "Card or tag number",
  tokenHint: "Left empty: the tag that is set for this charger.",
  tokenNeeded: "No tag is set for this charger; enter a number.",
  start: "Start",
  stop: "Stop",
  stopSure: "Stop for good",
  pause: "Pause",
  resume: "Resume",
  atMost: "At most",
  noOwnLimit: "No limit of one’s own",
  untilEnd: "Holds until the charge ends, at most a day.",
  done: "The charger has taken it.",
  limits: "What limits the current",
  decides: "decides",
};
export type NowTexts = typeof nowEn;
