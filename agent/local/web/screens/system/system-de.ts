import type { SystemTexts } from "./system-en";

export const systemDe: SystemTexts = {
  reportTitle: "Diagnosebericht",
  reportWhy:
    "Was jemand in der Ferne braucht, um den Fehler zu finden. Mit den neuesten Zeilen des Protokolls, ohne Geheimnisse und ohne Namen von Personen.",
  download: "Diagnosebericht herunterladen",
  restartTitle: "Neustart",
  restartWhy: "Ladungen enden geordnet, und das Backend erfährt davon.",
  restart: "Die Ladestation neu starten",
  restartSure: "Jetzt neu starten",
  configurationTitle: "Konfiguration zurücksetzen",
  configurationWhy:
    "Einstellungen werden, was sie bei der Installation waren. Konten, Tags, Ereignisse und alle Ladebelege bleiben.",
  configuration: "Konfiguration zurücksetzen",
  configurationSure: "Jetzt alle Einstellungen zurücksetzen",
  factoryTitle: "Werkszustand",
  factoryWhy:
    "Auch Konten, Tags, Zertifikate, Schlüssel und Ereignisse werden gelöscht, auch was das Backend gegeben hat; das Passwort des Etiketts öffnet wieder das Konto owner. Ladebelege bleiben.",
  factory: "In den Werkszustand",
  decommissionTitle: "Endgültig außer Betrieb nehmen",
  decommissionWhy:
    "Niemand kann mehr laden; Konten, Tags, Einstellungen und Schlüssel werden gelöscht. Ladebelege bleiben, und nur der Werkszustand führt zurück.",
  decommission: "Außer Betrieb nehmen",
  loseUndelivered: "Auch wenn das Backend noch nicht alles weiß",
  serialNumber: "Seriennummer dieser Ladestation",
  password: "Ihr Passwort",
  keep: "Lieber nicht",
  done: "Die Ladestation tut es und startet neu.",
  charging: "Nicht, solange jemand lädt.",
  undelivered: "Das Backend weiß noch nicht alles.",
  wrongSerial: "Das ist nicht die Seriennummer dieser Ladestation.",
  wrongPassword: "Das Passwort ist falsch.",
};
