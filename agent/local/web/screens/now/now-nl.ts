import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { PlainWhyCode } from "#agent/domain/evse/why-not-charging";
import type { LimitOwner } from "#agent/domain/limits/current-limit";
import type { OutletSummary } from "#agent/domain/site/outlet-summary";
import type { NowTexts } from "./now-en";

const summary: Readonly<Record<OutletSummary, string>> = {
  charging: "Laadt",
  occupied: "Bezet, laadt niet",
  available: "Beschikbaar",
  problem: "Probleem",
  waitingForSync: "Wacht op synchronisatie",
};

const status: Readonly<Record<ConnectorStatus, string>> = {
  available: "Vrij",
  preparing: "In voorbereiding",
  charging: "Laadt",
  suspendedEV: "Het voertuig pauzeert",
  suspendedEVSE: "Het laadpunt pauzeert",
  finishing: "Klaar",
  reserved: "Gereserveerd",
  unavailable: "Buiten dienst",
  faulted: "Defect",
};

const why: Readonly<Record<PlainWhyCode, string>> = {
  "vehicle.missing": "Er is geen voertuig aangesloten.",
  "vehicle.awaited": "Er wordt energie aangeboden; het voertuig heeft er nog niet om gevraagd.",
  "vehicle.paused": "Het voertuig vraagt geen energie.",
  "vehicle.away": "De kabel is uit het voertuig getrokken; de laadbeurt staat nog open.",
  "meter.reading": "De meter wordt gelezen voordat het laden begint.",
  "session.ending": "De laadbeurt wordt beëindigd.",
  "session.finished": "De laadbeurt is klaar; het voertuig kan worden losgekoppeld.",
  "recovery.running": "De onderbroken laadbeurt wordt afgesloten.",
  "station.unavailable": "De beheerder heeft dit laadpunt buiten dienst gesteld.",
  "station.reserved": "Gereserveerd; houd de kaart waarvoor is gereserveerd bij de lezer.",
  "backEnd.pending": "De backend heeft dit laadpunt nog niet geaccepteerd.",
  "station.updating": "Nieuwe firmware wordt zo geïnstalleerd; daarna kan er weer geladen worden.",
  "plug.kept": "De stekker blijft vergrendeld; houd de kaart waarmee geladen is voor de lezer.",
  "lock.open": "De stekker moet vergrendeld zijn voordat er stroom loopt.",
  "site.closed": "Nu gesloten: buiten de openingstijden van deze plek.",
  "logbook.missing": "Kilometerstand en kenteken ontbreken; het laden gaat verder zodra ze zijn ingevoerd.",
  "station.notActivated": "Dit laadpunt is nog niet in gebruik genomen.",
  "station.decommissioned": "Dit laadpunt is definitief buiten gebruik gesteld.",
  "token.missing": "Wachten op een kaart.",
  "token.late": "Niemand heeft zich op tijd aangemeld; houd een kaart bij de lezer om te beginnen.",
  "token.refused": "De backend accepteert de kaart niet waarmee deze laadbeurt begon.",
  "storage.failed": "Het laadpunt kan niets vastleggen; het probeert het om de paar seconden opnieuw.",
  "board.refused": "De laadregelaar weigerde te beginnen; er wordt opnieuw geprobeerd.",
  fault: "Een storing houdt de laadbeurt tegen.",
  "limit.none": "Niemand heeft stroom toegestaan.",
};

const owner: Readonly<Record<LimitOwner, string>> = {
  installation: "bedrading en zekering van deze plek",
  board: "het maximum van de laadregelaar",
  cable: "de kabel",
  temperature: "de temperatuur",
  chargingProfile: "laadprofiel van de backend",
  energyManager: "energiemanager van het huis",
  localUser: "ingesteld op deze pagina",
  openingHours: "openingstijden van deze plek",
  logbook: "logboek: kilometerstand en kenteken ontbreken",
  tag: "grens van de tag die laadt",
};

export const nowNl: NowTexts = {
  summary,
  status,
  why,
  owner,
  outlet: (number) => `Laadpunt ${number}`,
  limitedTo: (amperes, owner) => `Hoogstens ${amperes} A: ${owner}`,
  until: (time) => `tot ${time}`,
  waitingForState: "Wachten op het laadpunt …",
  power: "Vermogen",
  energy: "Energie van deze laadbeurt",
  duration: "Sinds",
  register: "Meter",
  card: "Kaart",
  current: "Stroom",
  offered: "Aangeboden",
  hours: "u",
  curve: "Vermogen sinds deze pagina open is",
  noPower: "geen waarde",
  faults: "Storingen",
  control: "Bediening",
  startTitle: "Laadbeurt starten",
  token: "Kaart- of tagnummer",
  tokenHint: "Leeg: de tag die voor dit laadpunt is ingesteld.",
  tokenNeeded: "Voor dit laadpunt is geen tag ingesteld; voer een nummer in.",
  start: "Starten",
  stop: "Stoppen",
  stopSure: "Definitief stoppen",
  pause: "Pauzeren",
  resume: "Hervatten",
  atMost: "Maximaal",
  noOwnLimit: "Geen eigen limiet",
  untilEnd: "Geldt tot het einde van de laadbeurt, hoogstens een dag.",
  done: "Het laadpunt heeft het overgenomen.",
  limits: "Wat de stroom begrenst",
  decides: "bepaalt",
};
