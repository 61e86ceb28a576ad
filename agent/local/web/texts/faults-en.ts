import type { FaultCode } from "#hal/core/charging";

export const faultsEn: Readonly<Record<FaultCode, string>> = {
  "board.silent": "The charging controller does not answer.",
  "board.pilot": "The control pilot is disturbed.",
  "board.diode": "The vehicle’s diode check failed.",
  "board.ground": "No protective earth.",
  "board.residual-current": "Residual current was detected.",
  "board.self-test": "The residual current device failed its self-test.",
  "board.contactor-welded": "The contactor does not open.",
  "board.contactor-open": "The contactor does not close.",
  "board.over-temperature": "Too hot.",
  "board.over-current": "The vehicle draws more than allowed.",
  "board.ventilation": "The vehicle asks for ventilation; there is none.",
  "outlet.stray-energy": "Energy flows although none is allowed; the contactor may be welded.",
  "lock.jammed": "The plug cannot be locked or unlocked.",
  "meter.silent": "The energy meter does not answer.",
  "meter.implausible": "The energy meter gives impossible values.",
  "reader.silent": "The card reader is not connected.",
  "reported.fault": "A fault was reported from outside.",
  "reported.warning": "A warning was reported from outside.",
};
