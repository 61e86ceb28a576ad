import type { FaultCode } from "#hal/core/charging";

export const faultsDe: Readonly<Record<FaultCode, string>> = {
  "board.silent": "Der Laderegler antwortet nicht.",
  "board.pilot": "Das Pilotsignal ist gestört.",
  "board.diode": "Die Diodenprüfung des Fahrzeugs ist fehlgeschlagen.",
  "board.ground": "Keine Schutzerde.",
  "board.residual-current": "Fehlerstrom wurde erkannt.",
  "board.self-test": "Der Fehlerstromschutz hat seinen Selbsttest nicht bestanden.",
  "board.contactor-welded": "Das Schütz öffnet nicht.",
  "board.contactor-open": "Das Schütz schließt nicht.",
  "board.over-temperature": "Zu heiß.",
  "board.over-current": "Das Fahrzeug zieht mehr als erlaubt.",
  "board.ventilation": "Das Fahrzeug fordert Lüftung; es gibt keine.",
  "outlet.stray-energy": "Energie fließt ohne Erlaubnis; vielleicht ist das Schütz verschweißt.",
  "lock.jammed": "Der Stecker lässt sich nicht verriegeln oder freigeben.",
  "meter.silent": "Der Energiezähler antwortet nicht.",
  "meter.implausible": "Der Energiezähler liefert unmögliche Werte.",
  "reader.silent": "Der Kartenleser ist nicht verbunden.",
  "reported.fault": "Eine Störung wurde von außen gemeldet.",
  "reported.warning": "Eine Warnung wurde von außen gemeldet.",
};
