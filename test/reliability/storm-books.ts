import type { BilledTransaction, OwnBooks } from "#hil/billing-oracle";
import { billedOf, StopRecord } from "#hil/evidence";
import { textField } from "#simulator/csms/payload-fields";
import type { VirtualRig } from "#test/support/virtual-rig";

/** Who listens to the back end from the first message on, and says in the end what it was told and what the station says of itself. */
export class StormBooks {
  readonly #rig: VirtualRig;
  readonly #stops: StopRecord;
  readonly #isPatient: boolean;
  /** Dead letters that the back end was told of, be it in one alarm for several. */
  #alarmed = 0;

  /** @param isPatient the station was told to try for good */
  constructor(rig: VirtualRig, isPatient: boolean) {
    this.#rig = rig;
    this.#isPatient = isPatient;
    this.#stops = new StopRecord(rig.csms.record);
    rig.csms.record.changes.listen(({ action, payload, answer }) => {
      if (action !== "SecurityEventNotification" || answer !== undefined) return;
      if (textField(payload, "type") === ALARM) this.#alarmed = rig.store.facts.deadLetters().length;
    });
  }

  /** Messages about transactions that the back end does not know. */
  strays(): number {
    return this.#rig.csms.state().strays.length;
  }

  /** At one outlet. */
  billed(evse: number): readonly BilledTransaction[] {
    return [...this.#rig.csms.state().transactions.values()]
      .filter(({ connectorId }) => connectorId === evse)
      .map((each) => billedOf(each, this.#stops));
  }

  /** Of one outlet; what waits and what was given up is the station's. */
  own(outlet: number): OwnBooks {
    const { sessions, facts, securityLog } = this.#rig.store;
    const dead = facts.deadLetters();
    const gaveUp = new Set(
      dead.flatMap(({ fact }) =>
        fact.type === "transaction.started" || fact.type === "transaction.ended" ? [fact.transactionId] : [],
      ),
    );
    const isLogged = securityLog.entries().some(({ event }) => event === ALARM);
    return {
      sessions: sessions
        .recent(100_000)
        .filter(({ evse }) => evse === outlet)
        .map(({ transactionId, csmsNumber, startedAt, meterStart, ended }) => ({
          gaveUp: gaveUp.has(transactionId),
          csmsNumber,
          startedAt,
          meterStart,
          ended,
        })),
      unbilledWh: sessions
        .unbilled()
        .filter(({ evse }) => evse === outlet)
        .reduce((sum, { energy }) => sum + Math.abs(energy), 0),
      waiting: facts.depth(),
      deadLetters: dead.length,
      deadLetterAlarms: isLogged ? this.#alarmed : 0,
      isPatient: this.#isPatient,
    };
  }
}

const ALARM = "RecordUndeliverable";
