import type { CheckResult, DeviceCheck, LifeCycleStage } from "#agent/domain/site/life-cycle";
import type { Language } from "#agent/domain/site/site-settings";

export interface ReportTexts {
  readonly title: string;
  readonly label: string;
  readonly charger: string;
  readonly place: string;
  readonly steps: string;
  readonly checks: string;
  readonly words: Readonly<
    Record<
      | "serialNumber"
      | "model"
      | "macAddress"
      | "pin"
      | "password"
      | "version"
      | "identity"
      | "name"
      | "address"
      | "space"
      | "position"
      | "stage"
      | "installed"
      | "activated"
      | "limit"
      | "by"
      | "code",
      string
    >
  >;
  readonly stages: Readonly<Record<LifeCycleStage, string>>;
  readonly check: Readonly<Record<DeviceCheck, string>>;
  readonly result: Readonly<Record<CheckResult, string>>;
}

const en: ReportTexts = {
  title: "Commissioning report",
  label: "Label",
  charger: "Charger",
  place: "Place",
  steps: "Steps",
  checks: "Checks",
  words: {
    serialNumber: "Serial number",
    model: "Model",
    macAddress: "MAC address",
    pin: "PIN",
    password: "First password of the account owner",
    version: "Program",
    identity: "Known to the back end as",
    name: "Name",
    address: "Address",
    space: "Parking space",
    position: "Position",
    stage: "State",
    installed: "Installed",
    activated: "Put into service",
    limit: "Outlet",
    by: "by",
    code: "QR code",
  },
  stages: { factory: "new", installed: "installed", activated: "in service", decommissioned: "out of use" },
  check: {
    board: "Charging controller",
    meter: "Energy meter",
    reader: "Card reader",
    light: "Light",
    lock: "Lock",
    backEnd: "Back end",
    testCharge: "Test charge",
  },
  result: { open: "open", passed: "passed", failed: "failed", absent: "not there" },
};

const fr: ReportTexts = {
  title: "Rapport de mise en service",
  label: "Étiquette",
  charger: "Borne",
  place: "Lieu",
  steps: "Étapes",
  checks: "Contrôles",
  words: {
    serialNumber: "Numéro de série",
    model: "Modèle",
    macAddress: "Adresse MAC",
    pin: "Code PIN",
    password: "Premier mot de passe du compte owner",
    version: "Programme",
    identity: "Connue du système central comme",
    name: "Nom",
    address: "Adresse",
    space: "Place de stationnement",
    position: "Position",
    stage: "État",
    installed: "Installée",
    activated: "Mise en service",
    limit: "Point de charge",
    by: "par",
    code: "Code QR",
  },
  stages: { factory: "neuve", installed: "installée", activated: "en service", decommissioned: "hors service" },
  check: {
    board: "Contrôleur de charge",
    meter: "Compteur d’énergie",
    reader: "Lecteur de badges",
    light: "Voyant",
    lock: "Verrou",
    backEnd: "Système central",
    testCharge: "Charge d’essai",
  },
  result: { open: "à faire", passed: "réussi", failed: "échoué", absent: "absent" },
};

const de: ReportTexts = {
  title: "Bericht der Inbetriebnahme",
  label: "Etikett",
  charger: "Ladestation",
  place: "Ort",
  steps: "Schritte",
  checks: "Prüfungen",
  words: {
    serialNumber: "Seriennummer",
    model: "Modell",
    macAddress: "MAC-Adresse",
    pin: "PIN",
    password: "Erstes Passwort des Kontos owner",
    version: "Programm",
    identity: "Dem Backend bekannt als",
    name: "Name",
    address: "Adresse",
    space: "Stellplatz",
    position: "Position",
    stage: "Zustand",
    installed: "Installiert",
    activated: "In Betrieb genommen",
    limit: "Ladepunkt",
    by: "von",
    code: "QR-Code",
  },
  stages: { factory: "neu", installed: "installiert", activated: "in Betrieb", decommissioned: "außer Betrieb" },
  check: {
    board: "Ladesteuerung",
    meter: "Energiezähler",
    reader: "Kartenleser",
    light: "Leuchte",
    lock: "Verriegelung",
    backEnd: "Backend",
    testCharge: "Probeladung",
  },
  result: { open: "offen", passed: "bestanden", failed: "nicht bestanden", absent: "nicht vorhanden" },
};

const nl: ReportTexts = {
  title: "Rapport van ingebruikname",
  label: "Etiket",
  charger: "Laadpunt",
  place: "Plaats",
  steps: "Stappen",
  checks: "Controles",
  words: {
    serialNumber: "Serienummer",
    model: "Model",
    macAddress: "MAC-adres",
    pin: "Pincode",
    password: "Eerste wachtwoord van het account owner",
    version: "Programma",
    identity: "Bij de backend bekend als",
    name: "Naam",
    address: "Adres",
    space: "Parkeerplaats",
    position: "Positie",
    stage: "Toestand",
    installed: "Geïnstalleerd",
    activated: "In gebruik genomen",
    limit: "Aansluiting",
    by: "door",
    code: "QR-code",
  },
  stages: { factory: "nieuw", installed: "geïnstalleerd", activated: "in gebruik", decommissioned: "buiten gebruik" },
  check: {
    board: "Laadregelaar",
    meter: "Energiemeter",
    reader: "Kaartlezer",
    light: "Lamp",
    lock: "Vergrendeling",
    backEnd: "Backend",
    testCharge: "Proeflading",
  },
  result: { open: "open", passed: "geslaagd", failed: "mislukt", absent: "niet aanwezig" },
};

/** Of what is printed. */
export const reportTexts: Readonly<Record<Language, ReportTexts>> = { en, fr, de, nl };
