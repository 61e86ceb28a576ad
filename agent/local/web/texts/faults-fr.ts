import type { FaultCode } from "#hal/core/charging";

export const faultsFr: Readonly<Record<FaultCode, string>> = {
  "board.silent": "Le contrôleur de charge ne répond pas.",
  "board.pilot": "Le signal pilote est perturbé.",
  "board.diode": "Le contrôle de la diode du véhicule a échoué.",
  "board.ground": "Pas de terre de protection.",
  "board.residual-current": "Un courant de défaut a été détecté.",
  "board.self-test": "La protection différentielle a échoué à son autotest.",
  "board.contactor-welded": "Le contacteur ne s’ouvre pas.",
  "board.contactor-open": "Le contacteur ne se ferme pas.",
  "board.over-temperature": "Trop chaud.",
  "board.over-current": "Le véhicule consomme plus que permis.",
  "board.ventilation": "Le véhicule demande une ventilation ; il n’y en a pas.",
  "outlet.stray-energy": "De l’énergie passe sans autorisation ; le contacteur est peut-être collé.",
  "lock.jammed": "La prise ne peut être ni verrouillée ni déverrouillée.",
  "meter.silent": "Le compteur d’énergie ne répond pas.",
  "meter.implausible": "Le compteur d’énergie donne des valeurs impossibles.",
  "reader.silent": "Le lecteur de cartes n’est pas connecté.",
  "reported.fault": "Un défaut a été signalé de l’extérieur.",
  "reported.warning": "Un avertissement a été signalé de l’extérieur.",
};
