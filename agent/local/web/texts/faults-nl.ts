import type { FaultCode } from "#hal/core/charging";

export const faultsNl: Readonly<Record<FaultCode, string>> = {
  "board.silent": "De laadregelaar antwoordt niet.",
  "board.pilot": "Het pilootsignaal is verstoord.",
  "board.diode": "De diodecontrole van het voertuig is mislukt.",
  "board.ground": "Geen beschermingsaarde.",
  "board.residual-current": "Er is een foutstroom vastgesteld.",
  "board.self-test": "De aardlekbeveiliging faalde in de zelftest.",
  "board.contactor-welded": "De contactor gaat niet open.",
  "board.contactor-open": "De contactor gaat niet dicht.",
  "board.over-temperature": "Te heet.",
  "board.over-current": "Het voertuig neemt meer af dan toegestaan.",
  "board.ventilation": "Het voertuig vraagt om ventilatie; die is er niet.",
  "outlet.stray-energy": "Er vloeit energie zonder toestemming; misschien is de contactor vastgelast.",
  "lock.jammed": "De stekker kan niet vergrendeld of ontgrendeld worden.",
  "meter.silent": "De energiemeter antwoordt niet.",
  "meter.implausible": "De energiemeter geeft onmogelijke waarden.",
  "reader.silent": "De kaartlezer is niet verbonden.",
  "reported.fault": "Er is van buitenaf een storing gemeld.",
  "reported.warning": "Er is van buitenaf een waarschuwing gemeld.",
};
