import type { Cancel, Clock } from "#hal/core/clock";
import { seconds } from "#hal/core/units";
import type { EvseController } from "#agent/control/evse-controller";
import { lightFor, REFUSAL } from "#agent/domain/evse/light-for";
import { projectStatus } from "#agent/domain/evse/project-status";
import { type ActiveFault, gravestFault } from "#agent/domain/faults/fault-catalogue";
import type { CsmsClient, StatusReport } from "#agent/ports/csms-client";

/** A card that was turned away is shown this long. */
const REFUSAL_TIME = seconds(3);

/** Tells back end and light of an outlet's state whenever the word for it, or the fault behind it, becomes another one. */
export class StatusReporter {
  readonly #evse: EvseController;
  readonly #csms: Pick<CsmsClient, "reportStatus">;
  readonly #clock: Clock;
  #last: string | undefined;
  #cancel: Cancel = () => undefined;
  #cancelRefusal: Cancel = () => undefined;

  constructor(evse: EvseController, csms: Pick<CsmsClient, "reportStatus">, clock: Clock) {
    this.#evse = evse;
    this.#csms = csms;
    this.#clock = clock;
  }

  start(): void {
    this.#cancel = this.#evse.news.listen((news) => {
      if (news.type === "token.turned-away") this.showRefusal();
      else this.#report();
    });
    this.#report();
  }

  stop(): void {
    this.#cancel();
    this.#cancelRefusal();
  }

  showRefusal(): void {
    this.#cancelRefusal();
    this.#evse.hardware.light.show(REFUSAL);
    this.#cancelRefusal = this.#clock.after(REFUSAL_TIME, () => {
      this.#evse.hardware.light.show(lightFor(projectStatus(this.#evse.state())));
    });
  }

  #report(): void {
    const state = this.#evse.state();
    const status = projectStatus(state);
    const fault = gravestFault(state.faults);
    const key = `${status} ${fault?.code ?? ""}`;
    if (key === this.#last) return;
    this.#last = key;
    this.#cancelRefusal();
    this.#evse.hardware.light.show(lightFor(status));
    this.#csms.reportStatus({ evse: this.#evse.id, status, at: this.#clock.now(), ...faultPart(fault) });
  }
}

export function faultPart(fault: ActiveFault | undefined): Pick<StatusReport, "fault"> {
  if (fault === undefined) return {};
  const { code, detail } = fault;
  return { fault: { code, ...(detail === undefined ? {} : { detail }) } };
}
