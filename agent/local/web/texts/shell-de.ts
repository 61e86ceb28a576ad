import type { ShellTexts } from "./shell-en";

export const shellDe: ShellTexts = {
  waiting: "Einen Moment …",
  skipToContent: "Zum Inhalt springen",
  mainMenu: "Hauptmenü",
  language: "Sprache",
  theme: "Farben",
  themeAuto: "Wie das Gerät",
  themeLight: "Hell",
  themeDark: "Dunkel",
  logOut: "Abmelden",
  changePassword: "Passwort ändern",
  notHeard: "Die Ladestation ist nicht erreichbar. Die Anzeige kann veraltet sein; neuer Versuch läuft.",
  insecure:
    "Diese Verbindung ist nicht verschlüsselt: Wer im selben Netz ist, kann mitlesen, auch Passwörter. Verwenden Sie die https-Adresse, wenn es eine gibt.",
  unreachable: "Die Ladestation ist nicht erreichbar.",
  failed: "Das hat nicht geklappt.",
  rejected: "Die Ladestation kann das jetzt nicht.",
  wait: (seconds) => `Zu viele Versuche. Versuchen Sie es in ${String(seconds)} Sekunden wieder.`,
  roleNeeded: "Ihr Konto darf das nicht.",
  waitingThere: (count) => `${String(count)} offen`,
};
