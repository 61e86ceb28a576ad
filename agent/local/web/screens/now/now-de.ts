import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { PlainWhyCode } from "#agent/domain/evse/why-not-charging";
import type { LimitOwner } from "#agent/domain/limits/current-limit";
import type { OutletSummary } from "#agent/domain/site/outlet-summary";
import type { NowTexts } from "./now-en";

const summary: Readonly<Record<OutletSummary, string>> = {
  charging: "Lädt",
  occupied: "Belegt, lädt nicht",
  available: "Verfügbar",
  problem: "Problem",
  waitingForSync: "Wartet auf Synchronisation",
};

const status: Readonly<Record<ConnectorStatus, string>> = {
  available: "Frei",
  preparing: "In Vorbereitung",
  charging: "Lädt",
  suspendedEV: "Das Fahrzeug pausiert",
  suspendedEVSE: "Die Ladestation pausiert",
  finishing: "Beendet",
  reserved: "Reserviert",
  unavailable: "Außer Betrieb",
  faulted: "Gestört",
};

const why: Readonly<Record<PlainWhyCode, string>> = {
  "vehicle.missing": "Kein Fahrzeug ist angesteckt.",
  "vehicle.awaited": "Energie wird angeboten; das Fahrzeug hat sie noch nicht angefordert.",
  "vehicle.paused": "Das Fahrzeug fordert keine Energie an.",
  "vehicle.away": "Das Kabel wurde aus dem Fahrzeug gezogen; die Ladung ist noch offen.",
  "meter.reading": "Der Zähler wird vor Beginn der Ladung gelesen.",
  "session.ending": "Die Ladung wird beendet.",
  "session.finished": "Die Ladung ist beendet; das Fahrzeug kann abgesteckt werden.",
  "recovery.running": "Die unterbrochene Ladung wird abgeschlossen.",
  "station.unavailable": "Der Betreiber hat diese Ladestation außer Betrieb genommen.",
  "station.reserved": "Reserviert; halten Sie die Karte, für die reserviert ist, an den Leser.",
  "backEnd.pending": "Das Backend hat diese Ladestation noch nicht angenommen.",
  "station.updating": "Neue Firmware wird gleich installiert; danach kann wieder geladen werden.",
  "plug.kept": "Der Stecker bleibt verriegelt; halten Sie die Karte, mit der geladen wurde, an den Leser.",
  "lock.open": "Der Stecker muss verriegelt sein, bevor Strom fließt.",
  "site.closed": "Jetzt geschlossen: außerhalb der Öffnungszeiten dieses Ortes.",
  "logbook.missing": "Kilometerstand und Kennzeichen fehlen; die Ladung geht weiter, sobald sie eingetragen sind.",
  "station.notActivated": "Diese Ladestation ist noch nicht in Betrieb genommen.",
  "station.decommissioned": "Diese Ladestation ist endgültig außer Betrieb.",
  "token.missing": "Warten auf eine Karte.",
  "token.late": "Niemand hat sich rechtzeitig ausgewiesen; halten Sie eine Karte an den Leser.",
  "token.refused": "Das Backend nimmt die Karte nicht an, mit der diese Ladung begann.",
  "storage.failed": "Die Ladestation kann nicht aufzeichnen; sie versucht es alle paar Sekunden wieder.",
  "board.refused": "Der Laderegler hat den Beginn abgelehnt; neuer Versuch.",
  fault: "Eine Störung hält die Ladung an.",
  "limit.none": "Niemand hat Strom freigegeben.",
};

const owner: Readonly<Record<LimitOwner, string>> = {
  installation: "Leitung und Sicherung dieses Orts",
  board: "das Höchste, was der Laderegler anbieten kann",
  cable: "das Kabel",
  temperature: "die Temperatur",
  chargingProfile: "Ladeprofil des Backends",
  energyManager: "Energiemanager des Hauses",
  localUser: "auf dieser Seite eingestellt",
  openingHours: "Öffnungszeiten dieses Ortes",
  logbook: "Fahrtenbuch: Kilometerstand und Kennzeichen fehlen",
  tag: "Grenze des Tags, das lädt",
};

export const nowDe: NowTexts = {
  summary,
  status,
  why,
  owner,
  outlet: (number) => `Ladepunkt ${number}`,
  limitedTo: (amperes, owner) => `Höchstens ${amperes} A: ${owner}`,
  until: (time) => `bis ${time}`,
  waitingForState: "Warten auf die Ladestation …",
  power: "Leistung",
  energy: "Energie dieser Ladung",
  duration: "Seit",
  register: "Zähler",
  card: "Karte",
  current: "Strom",
  offered: "Angeboten",
  hours: "h",
  curve: "Leistung, seit diese Seite offen ist",
  noPower: "kein Wert",
  faults: "Störungen",
  control: "Steuern",
  startTitle: "Ladung beginnen",
  token: "Karten- oder Tag-Nummer",
  tokenHint: "Leer: der Tag, der für diese Ladestation eingestellt ist.",
  tokenNeeded: "Für diese Ladestation ist kein Tag eingestellt; geben Sie eine Nummer ein.",
  start: "Starten",
  stop: "Beenden",
  stopSure: "Wirklich beenden",
  pause: "Pausieren",
  resume: "Fortsetzen",
  atMost: "Höchstens",
  noOwnLimit: "Ohne eigene Grenze",
  untilEnd: "Gilt bis zum Ende der Ladung, höchstens einen Tag.",
  done: "Die Ladestation hat es übernommen.",
  limits: "Was den Strom begrenzt",
  decides: "entscheidet",
};
